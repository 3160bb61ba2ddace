package org.bolabaden.outrider.traefik;

import static org.bolabaden.outrider.traefik.Shape.all;
import static org.bolabaden.outrider.traefik.Shape.durations;
import static org.bolabaden.outrider.traefik.Shape.lists;
import static org.bolabaden.outrider.traefik.Shape.mapping;
import static org.bolabaden.outrider.traefik.Shape.texts;
import static org.bolabaden.outrider.traefik.Shape.truths;
import static org.bolabaden.outrider.traefik.Shape.wholes;

import org.bolabaden.outrider.traefik.Shape.Mapping;
import org.bolabaden.outrider.traefik.Shape.Named;
import org.bolabaden.outrider.traefik.Shape.Plain;

/** The HTTP middlewares of Traefik v3.6, one key a kind. */
final class MiddlewareShapes {
    private static final Mapping IP_STRATEGY = mapping(wholes("depth", "ipv6Subnet"), lists("excludedIPs"));
    private static final Mapping SOURCE =
            mapping(all(IP_STRATEGY, "ipStrategy"), texts("requestHeaderName"), truths("requestHost"));
    private static final Mapping CLIENT_TLS =
            mapping(texts("ca", "cert", "key"), truths("insecureSkipVerify", "caOptional"));

    private static final Mapping AUTH =
            mapping(lists("users"), texts("usersFile", "realm", "headerField"), truths("removeHeader"));

    private static final Mapping FORWARD_AUTH = mapping(
            texts("address", "authResponseHeadersRegex", "headerField"),
            all(CLIENT_TLS, "tls"),
            truths("trustForwardHeader", "forwardBody", "preserveLocationHeader", "preserveRequestMethod"),
            lists("authResponseHeaders", "authRequestHeaders", "addAuthCookiesToResponse"),
            wholes("maxBodySize", "maxResponseBodySize"));

    private static final Mapping HEADERS = mapping(
            all(new Named(Plain.TEXT), "customRequestHeaders", "customResponseHeaders", "sslProxyHeaders"),
            lists(
                    "accessControlAllowHeaders",
                    "accessControlAllowMethods",
                    "accessControlAllowOriginList",
                    "accessControlAllowOriginListRegex",
                    "accessControlExposeHeaders",
                    "allowedHosts",
                    "hostsProxyHeaders"),
            wholes("accessControlMaxAge", "stsSeconds"),
            truths(
                    "accessControlAllowCredentials",
                    "addVaryHeader",
                    "stsIncludeSubdomains",
                    "stsPreload",
                    "forceSTSHeader",
                    "frameDeny",
                    "contentTypeNosniff",
                    "browserXssFilter",
                    "isDevelopment",
                    "sslRedirect",
                    "sslTemporaryRedirect",
                    "sslForceHost"),
            texts(
                    "customFrameOptionsValue",
                    "customBrowserXSSValue",
                    "contentSecurityPolicy",
                    "contentSecurityPolicyReportOnly",
                    "publicKey",
                    "referrerPolicy",
                    "permissionsPolicy",
                    "featurePolicy",
                    "sslHost"));

    private static final String[] DISTINGUISHED_NAME = {
        "country", "province", "locality", "organization", "commonName", "serialNumber", "domainComponent"
    };

    private static final Mapping CLIENT_CERTIFICATE = mapping(
            truths("pem"),
            all(
                    mapping(
                            truths("notAfter", "notBefore", "sans", "serialNumber"),
                            all(mapping(truths(DISTINGUISHED_NAME), truths("organizationalUnit")), "subject"),
                            all(mapping(truths(DISTINGUISHED_NAME)), "issuer")),
                    "info"));

    private static final Mapping RATE_LIMIT = mapping(
            wholes("average", "burst"),
            durations("period"),
            all(SOURCE, "sourceCriterion"),
            all(
                    mapping(
                            lists("endpoints"),
                            all(mapping(texts("ca", "cert", "key"), truths("insecureSkipVerify")), "tls"),
                            texts("username", "password"),
                            wholes("db", "poolSize", "minIdleConns", "maxActiveConns"),
                            durations("readTimeout", "writeTimeout", "dialTimeout")),
                    "redis"));

    private static final Mapping ERRORS = mapping(
            lists("status", "errorRequestHeaders"),
            texts("service", "query"),
            all(new Named(Plain.WHOLE), "statusRewrites"));

    private static final Mapping COMPRESS = mapping(
                    lists("excludedContentTypes", "includedContentTypes", "encodings"),
                    wholes("minResponseBodyBytes"),
                    texts("defaultEncoding"))
            .orEmpty();

    private static final Mapping REPLACEMENT = mapping(texts("regex", "replacement"));

    /** One middleware; that it is of one kind alone is for others to see to. */
    static final Mapping MIDDLEWARE = mapping(
            all(mapping(texts("prefix")), "addPrefix"),
            all(AUTH, "basicAuth", "digestAuth"),
            all(
                    mapping(
                            wholes(
                                    "maxRequestBodyBytes",
                                    "memRequestBodyBytes",
                                    "maxResponseBodyBytes",
                                    "memResponseBodyBytes"),
                            texts("retryExpression")),
                    "buffering"),
            all(mapping(lists("middlewares")), "chain"),
            all(
                    mapping(
                            texts("expression"),
                            durations("checkPeriod", "fallbackDuration", "recoveryDuration"),
                            wholes("responseCode")),
                    "circuitBreaker"),
            all(COMPRESS, "compress"),
            all(mapping(truths("autoDetect")).orEmpty(), "contentType"),
            all(ERRORS, "errors"),
            all(FORWARD_AUTH, "forwardAuth"),
            all(mapping(lists("allowOrigins")), "grpcWeb"),
            all(HEADERS, "headers"),
            all(
                    mapping(lists("sourceRange"), all(IP_STRATEGY.orEmpty(), "ipStrategy"), wholes("rejectStatusCode")),
                    "ipAllowList"),
            all(mapping(lists("sourceRange"), all(IP_STRATEGY.orEmpty(), "ipStrategy")), "ipWhiteList"),
            all(mapping(wholes("amount"), all(SOURCE, "sourceCriterion")), "inFlightReq"),
            all(CLIENT_CERTIFICATE, "passTLSClientCert"),
            all(new Named(new Shape.Any()), "plugin"),
            all(RATE_LIMIT, "rateLimit"),
            all(mapping(texts("regex", "replacement"), truths("permanent")), "redirectRegex"),
            all(mapping(texts("scheme", "port"), truths("permanent")), "redirectScheme"),
            all(mapping(texts("path")), "replacePath"),
            all(REPLACEMENT, "replacePathRegex"),
            all(mapping(wholes("attempts"), durations("initialInterval")), "retry"),
            all(mapping(lists("prefixes"), truths("forceSlash")), "stripPrefix"),
            all(mapping(lists("regex")), "stripPrefixRegex"));

    private MiddlewareShapes() {}
}
