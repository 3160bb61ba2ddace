package org.bolabaden.outrider.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before anybody looks at it: is it for us, does its caller show a certificate where one is
 * wanted. And what every answer has: headers that keep a browser from making more of it than it is.
 */
@ApplicationScoped
class Gate {
    private static final Map<String, String> HEADERS = Map.of(
            // Nothing but the page is ever shown as a document.
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-store");
    private static final int FIRST = 10_000;
    private static final int FORBIDDEN = 403;
    private static final int MISDIRECTED = 421;
    private static final Set<String> HEALTH = Set.of("/health", "/health/live", "/health/ready", "/health/started");

    private final SidecarState state;
    private final Listener listener;
    private final Connections connections;

    Gate(SidecarState state, Listener listener, Connections connections) {
        this.state = state;
        this.listener = listener;
        this.connections = connections;
    }

    void open(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext context) {
        connections.requested(context);
        HttpServerRequest request = context.request();
        context.addHeadersEndHandler(written -> harden(context.response()));
        String host = request.getHeader("Host");
        if (host != null
                && !isForProbes(request)
                && !KnownHosts.isOne(host, KnownHosts.of(state.settings(), state.registry()))) {
            refuse(
                    context,
                    MISDIRECTED,
                    "nobody here is called that: call this sidecar by its address or by its node's name, or add the"
                            + " name to api.hosts in watcher.yaml");
        } else if (!isVouchedFor(request)) {
            refuse(
                    context,
                    FORBIDDEN,
                    "this sidecar wants a client certificate that api.tls.client_ca_file vouches for");
        } else {
            context.next();
        }
    }

    // As the last thing before an answer goes: the page has a policy of its own, and of two a browser takes the
    // stricter.
    private static void harden(HttpServerResponse response) {
        HEADERS.forEach((name, value) -> {
            if (!response.headers().contains(name)) {
                response.putHeader(name, value);
            }
        });
    }

    /**
     * Looked at for each request, though the handshake did it: a session may be resumed, and a connection stay open,
     * beyond the end of the certificate or of the authority.
     */
    private boolean isVouchedFor(HttpServerRequest request) {
        Optional<X509ExtendedTrustManager> authorities = listener.callers();
        return authorities.isEmpty() || isOwnHealth(request) || isVouchedFor(request.sslSession(), authorities.get());
    }

    private static boolean isVouchedFor(@Nullable SSLSession session, X509ExtendedTrustManager authorities) {
        if (session == null) {
            return false;
        }
        try {
            X509Certificate[] chain = Stream.of(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                return false;
            }
            authorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (SSLPeerUnverifiedException | CertificateException nobody) {
            return false;
        }
    }

    /** Scrapers and health checks call a node by whatever name they have, and there is no secret in what they read. */
    private static boolean isForProbes(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (request.path().equals("/metrics") || HEALTH.contains(request.path()));
    }

    /** What asks on this machine whether the process lives has seldom a certificate. */
    private static boolean isOwnHealth(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return request.method().equals(HttpMethod.GET)
                && HEALTH.contains(request.path())
                && remote != null
                && remote.hostAddress() != null
                && OwnOrigin.isLoopback(remote.hostAddress());
    }

    private static void refuse(RoutingContext context, int status, String detail) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", Problems.MEDIA_TYPE)
                .end(Problems.json(status, detail));
    }
}
