package org.bolabaden.outrider.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets only those change something who may: with a token configured, whoever presents it; without one, this machine
 * itself, and of the web pages that a browser on it shows our own alone.
 */
@ApplicationScoped
class ChangeGuard {
    private static final String SCHEME = "Bearer ";

    private final SidecarState state;

    ChangeGuard(SidecarState state) {
        this.state = state;
    }

    /**
     * Returns when the request may change something.
     *
     * @throws NotAuthorizedException without the right token, where one is configured
     * @throws ForbiddenException when no token is configured and the request comes from elsewhere
     */
    void require(HttpServerRequest request) {
        Optional<Path> file = state.settings().api().tokenFile();
        if (file.isPresent()) {
            requireToken(
                    file.get(),
                    request,
                    "api.token_file cannot be read on the node: nobody may change anything",
                    "this changes something: send 'Authorization: Bearer' with the token of api.token_file");
        } else {
            requireThisMachine(request);
        }
    }

    /**
     * Returns when the request comes from a peer, as far as the settings let anybody tell.
     *
     * @throws NotAuthorizedException without the peers' token, where one is configured
     */
    void requirePeer(HttpServerRequest request) {
        state.settings()
                .peers()
                .tokenFile()
                .ifPresent(file -> requireToken(
                        file,
                        request,
                        "peers.token_file cannot be read on the node: no peer is told anything",
                        "this is for the sidecars of the other nodes: send 'Authorization: Bearer' with the token of"
                                + " peers.token_file"));
    }

    private static void requireToken(Path file, HttpServerRequest request, String unreadableMeans, String remedy) {
        Optional<String> given = Optional.ofNullable(request.getHeader("Authorization"));
        byte[] token;
        try {
            token = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ForbiddenException(unreadableMeans);
        }
        byte[] presented = given.filter(header -> header.startsWith(SCHEME))
                .map(header -> header.substring(SCHEME.length()).strip())
                .orElse("")
                .getBytes(StandardCharsets.UTF_8);
        if (token.length == 0 || !MessageDigest.isEqual(token, presented)) {
            throw new NotAuthorizedException(remedy, "Bearer");
        }
    }

    private static void requireThisMachine(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        if (remote == null || remote.hostAddress() == null || !OwnOrigin.isLoopback(remote.hostAddress())) {
            throw new ForbiddenException(
                    "this changes something: without api.token_file it is accepted from this machine alone");
        }
        // A browser names the page's origin; what it shows must not steer the sidecar of the machine it runs on.
        String origin = request.getHeader("Origin");
        if (origin != null && !OwnOrigin.is(origin, request.scheme(), request.getHeader("Host"))) {
            throw new ForbiddenException("this changes something: without api.token_file no web page may do it but the"
                    + " sidecar's own, called up on this machine by 127.0.0.1 or localhost");
        }
    }
}
