package org.bolabaden.outrider.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.secret.SecretFile;

/**
 * Lets only those change something who may: with a token configured, whoever presents it; without one, this machine
 * itself, and of the web pages that a browser on it shows our own alone.
 */
@ApplicationScoped
class ChangeGuard {
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);
    private static final int LONGEST_TOKEN = 4_096;
    private static final int TOO_MANY = 429;

    private final SidecarState state;
    private final Attempts attempts = new Attempts();
    private Instant unreadableTold = Instant.EPOCH;

    ChangeGuard(SidecarState state) {
        this.state = state;
    }

    /**
     * Returns when the request may change something.
     *
     * @throws NotAuthorizedException without the right token, where one is configured
     * @throws ClientErrorException with 429, when the caller presented too many wrong ones
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

    private void requireToken(Path file, HttpServerRequest request, String unreadableMeans, String remedy) {
        String caller = caller(request);
        // Not on this machine: what runs beside us must not lock our own operator out.
        if (attempts.isExhausted(caller, Instant.now()) && !OwnOrigin.isLoopback(caller)) {
            throw new ClientErrorException(
                    "too many wrong tokens from " + caller + ": try again in a second", TOO_MANY);
        }
        Token token;
        try {
            token = Token.of(SecretFile.read(file, LONGEST_TOKEN));
        } catch (IOException unreadable) {
            // Which file, and what is wrong with it, is for the node's operator.
            unreadable(unreadable);
            throw new ForbiddenException(unreadableMeans);
        }
        if (!token.isIn(request.getHeader("Authorization"))) {
            if (attempts.failed(caller, Instant.now())) {
                state.events()
                        .emit(Event.warn("authentication_throttled")
                                .reason(caller + " presented " + Attempts.AT_ONCE
                                        + " wrong tokens within a minute; it is heard once a second from now on"));
            }
            throw new NotAuthorizedException(remedy, "Bearer");
        }
    }

    private synchronized void unreadable(IOException why) {
        Instant now = Instant.now();
        if (now.isAfter(unreadableTold.plus(TELL_AGAIN))) {
            unreadableTold = now;
            state.events().emit(Event.warn("token_unreadable").reason(String.valueOf(why.getMessage())));
        }
    }

    private static String caller(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "unknown" : address;
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
