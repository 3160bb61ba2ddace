package org.bolabaden.outrider.traefik;

import static org.bolabaden.outrider.traefik.Shape.all;
import static org.bolabaden.outrider.traefik.Shape.durations;
import static org.bolabaden.outrider.traefik.Shape.lists;
import static org.bolabaden.outrider.traefik.Shape.mapping;
import static org.bolabaden.outrider.traefik.Shape.texts;
import static org.bolabaden.outrider.traefik.Shape.truths;
import static org.bolabaden.outrider.traefik.Shape.wholes;

import org.bolabaden.outrider.traefik.Shape.Many;
import org.bolabaden.outrider.traefik.Shape.Mapping;
import org.bolabaden.outrider.traefik.Shape.Named;

/**
 * The dynamic configuration of Traefik v3.6, by its own reference and its own types.
 *
 * <p>A newer Traefik may know keys that are not here: they are refused, since an older one would drop the whole file
 * for them.
 */
final class DynamicShapes {
    // What makes a service hear of the health of those below it; it has no keys of its own.
    private static final Mapping HEARING = mapping().orEmpty();
    private static final Mapping DOMAIN = mapping(texts("main"), lists("sans"));
    private static final Mapping CERTIFICATE = mapping(texts("certFile", "keyFile"));
    private static final Mapping SPIFFE =
            mapping(lists("ids"), texts("trustDomain")).orEmpty();
    private static final Mapping WEIGHTED_CHILD = mapping(texts("name"), wholes("weight"));
    private static final Mapping STICKY = mapping(all(
                    mapping(texts("name", "sameSite", "path", "domain"), truths("secure", "httpOnly"), wholes("maxAge"))
                            .orEmpty(),
                    "cookie"))
            .orEmpty();

    private static final Mapping HTTP_ROUTER = mapping(
            lists("entryPoints", "middlewares", "parentRefs"),
            texts("service", "rule", "ruleSyntax"),
            wholes("priority"),
            all(
                    mapping(texts("options", "certResolver"), all(new Many(DOMAIN), "domains"))
                            .orEmpty(),
                    "tls"),
            all(mapping(truths("accessLogs", "metrics", "tracing"), texts("traceVerbosity")), "observability"));

    private static final Mapping HEALTH_CHECK = mapping(
            texts("scheme", "mode", "path", "method", "hostname"),
            wholes("status", "port"),
            durations("interval", "unhealthyInterval", "timeout"),
            truths("followRedirects"),
            all(new Named(Shape.Plain.TEXT), "headers"));

    private static final Mapping LOAD_BALANCER = mapping(
            all(STICKY, "sticky"),
            all(new Many(mapping(texts("url"), wholes("weight"), truths("preservePath"))), "servers"),
            texts("strategy", "serversTransport"),
            truths("passHostHeader"),
            all(HEALTH_CHECK, "healthCheck"),
            all(mapping(durations("failureWindow"), wholes("maxFailedAttempts")), "passiveHealthCheck"),
            all(mapping(durations("flushInterval")), "responseForwarding"));

    private static final Mapping HTTP_SERVICE = mapping(
            all(LOAD_BALANCER, "loadBalancer"),
            all(mapping(texts("service", "fallback"), all(HEARING, "healthCheck")), "failover"),
            all(mapping(all(new Many(WEIGHTED_CHILD), "services"), all(HEARING, "healthCheck")), "highestRandomWeight"),
            all(
                    mapping(
                            all(new Many(WEIGHTED_CHILD), "services"),
                            all(STICKY, "sticky"),
                            all(HEARING, "healthCheck")),
                    "weighted"),
            all(
                    mapping(
                            texts("service"),
                            truths("mirrorBody"),
                            wholes("maxBodySize"),
                            all(new Many(mapping(texts("name"), wholes("percent"))), "mirrors"),
                            all(HEARING, "healthCheck")),
                    "mirroring"));

    private static final Mapping HTTP_TRANSPORT = mapping(
            texts("serverName", "peerCertURI"),
            truths("insecureSkipVerify", "disableHTTP2"),
            lists("rootCAs"),
            all(new Many(CERTIFICATE), "certificates"),
            wholes("maxIdleConnsPerHost"),
            all(
                    mapping(durations(
                            "dialTimeout",
                            "responseHeaderTimeout",
                            "idleConnTimeout",
                            "readIdleTimeout",
                            "pingTimeout")),
                    "forwardingTimeouts"),
            all(SPIFFE, "spiffe"));

    private static final Mapping TCP_ROUTER = mapping(
            lists("entryPoints", "middlewares"),
            texts("service", "rule", "ruleSyntax"),
            wholes("priority"),
            all(
                    mapping(truths("passthrough"), texts("options", "certResolver"), all(new Many(DOMAIN), "domains"))
                            .orEmpty(),
                    "tls"));

    private static final Mapping PROXY_PROTOCOL = mapping(wholes("version")).orEmpty();

    private static final Mapping TCP_SERVICE = mapping(
            all(
                    mapping(
                            all(new Many(mapping(texts("address"), truths("tls"))), "servers"),
                            texts("serversTransport"),
                            wholes("terminationDelay"),
                            all(PROXY_PROTOCOL, "proxyProtocol"),
                            all(
                                    mapping(
                                                    wholes("port"),
                                                    texts("send", "expect"),
                                                    durations("interval", "unhealthyInterval", "timeout"))
                                            .orEmpty(),
                                    "healthCheck")),
                    "loadBalancer"),
            all(mapping(all(new Many(WEIGHTED_CHILD), "services"), all(HEARING, "healthCheck")), "weighted"));

    private static final Mapping TCP_TRANSPORT = mapping(
            durations("dialKeepAlive", "dialTimeout", "terminationDelay"),
            all(PROXY_PROTOCOL, "proxyProtocol"),
            all(
                    mapping(
                                    texts("serverName", "peerCertURI"),
                                    truths("insecureSkipVerify"),
                                    lists("rootCAs"),
                                    all(new Many(CERTIFICATE), "certificates"),
                                    all(SPIFFE, "spiffe"))
                            .orEmpty(),
                    "tls"));

    private static final Mapping SOURCES = mapping(lists("sourceRange"));

    private static final Mapping TCP_MIDDLEWARE =
            mapping(all(SOURCES, "ipAllowList", "ipWhiteList"), all(mapping(wholes("amount")), "inFlightConn"));

    private static final Mapping UDP_SERVICE = mapping(
            all(mapping(all(new Many(mapping(texts("address"))), "servers")), "loadBalancer"),
            all(mapping(all(new Many(WEIGHTED_CHILD), "services")), "weighted"));

    private static final Mapping TLS_OPTIONS = mapping(
            texts("minVersion", "maxVersion"),
            lists("cipherSuites", "curvePreferences", "alpnProtocols"),
            all(mapping(lists("caFiles"), texts("clientAuthType")), "clientAuth"),
            truths("sniStrict", "disableSessionTickets", "preferServerCipherSuites"));

    private static final Mapping TLS_STORE = mapping(
            all(CERTIFICATE, "defaultCertificate"),
            all(mapping(texts("resolver"), all(DOMAIN, "domain")), "defaultGeneratedCert"));

    /** The whole file. */
    static final Mapping FILE = mapping(
            all(
                    mapping(
                            all(new Named(HTTP_ROUTER), "routers"),
                            all(new Named(HTTP_SERVICE), "services"),
                            all(new Named(MiddlewareShapes.MIDDLEWARE), "middlewares"),
                            all(new Named(HTTP_TRANSPORT), "serversTransports")),
                    "http"),
            all(
                    mapping(
                            all(new Named(TCP_ROUTER), "routers"),
                            all(new Named(TCP_SERVICE), "services"),
                            all(new Named(TCP_MIDDLEWARE), "middlewares"),
                            all(new Named(TCP_TRANSPORT), "serversTransports")),
                    "tcp"),
            all(
                    mapping(
                            all(new Named(mapping(lists("entryPoints"), texts("service"))), "routers"),
                            all(new Named(UDP_SERVICE), "services")),
                    "udp"),
            all(
                    mapping(
                            all(new Many(mapping(texts("certFile", "keyFile"), lists("stores"))), "certificates"),
                            all(new Named(TLS_OPTIONS), "options"),
                            all(new Named(TLS_STORE), "stores")),
                    "tls"));

    private DynamicShapes() {}
}
