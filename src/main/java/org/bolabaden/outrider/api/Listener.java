package org.bolabaden.outrider.api;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.tls.CertificateEvents;
import org.bolabaden.outrider.tls.FollowedFiles;
import org.bolabaden.outrider.tls.PemFiles;

/**
 * Where the HTTP interface is reached. Quarkus' own listener is left out (quarkus.http.virtual): it can neither bound who is
 * connected nor exchange the authorities of callers, so this one takes connections and hands their requests to it.
 */
@ApplicationScoped
public class Listener implements AutoCloseable {
    private static final int LONGEST_LINE = 4_096;
    private static final int LARGEST_HEAD = 16_384;
    private static final int HANDSHAKE_SECONDS = 10;
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final SidecarState state;
    private final Connections connections;
    private volatile Optional<FollowedFiles> files = Optional.empty();
    private Optional<HttpServer> server = Optional.empty();

    Listener(Vertx vertx, SidecarState state, Connections connections) {
        this.vertx = vertx;
        this.state = state;
        this.connections = connections;
    }

    /**
     * Begins to listen. Blocks until it does.
     *
     * @throws IOException in one line for the operator: the port is taken, a certificate cannot be used
     */
    public void open() throws IOException {
        NodeSettings.Api api = state.settings().api();
        try {
            files = api.tls().map(tls -> new FollowedFiles(Optional.of(tls.own()), tls.clientCa()));
        } catch (PemFiles.UnreadableException unusable) {
            throw new IOException("api.tls: " + unusable.getMessage());
        }
        HttpServer opened = vertx.createHttpServer(options(api.listen()))
                .connectionHandler(connections::opened)
                .requestHandler(VertxHttpRecorder.getRootHandler());
        try {
            opened.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException refused) {
            String why = refused.getCause() == null
                    ? refused.getMessage()
                    : refused.getCause().getMessage();
            throw new IOException("api.listen: cannot listen on " + api.listen() + ": " + why, refused);
        }
        server = Optional.of(opened);
        connections.watch();
        files.ifPresent(followed ->
                vertx.setPeriodic(LOOK_MILLIS, tick -> vertx.executeBlocking(() -> look(followed), false)));
    }

    private Optional<FollowedFiles.Look> look(FollowedFiles followed) {
        FollowedFiles.Look look = followed.look();
        CertificateEvents.of("api.tls", look).ifPresent(state.events()::emit);
        return Optional.of(look);
    }

    /** Who vouches for callers; empty: nobody has to. */
    Optional<X509ExtendedTrustManager> callers() {
        return files.flatMap(FollowedFiles::authorities);
    }

    private HttpServerOptions options(Endpoint listen) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setTcpKeepAlive(true)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS);
        files.ifPresent(followed -> {
            options.setSsl(true).setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
            followed.credentials().ifPresent(own -> options.setKeyCertOptions(KeyCertOptions.wrap(own)));
            // Asked for and not demanded: who has none is told so in words, and health is answered on this machine.
            followed.authorities()
                    .ifPresent(trust ->
                            options.setTrustOptions(TrustOptions.wrap(trust)).setClientAuth(ClientAuth.REQUEST));
        });
        return options;
    }

    @Override
    public void close() {
        server.ifPresent(HttpServer::close);
    }
}
