package org.bolabaden.outrider.peers.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bolabaden.outrider.registry.PeerStore;

/** Reads passwords anew each time, so that one that is changed is taken up. */
final class Passwords {
    private static final int LONGEST = 4_096;

    private Passwords() {}

    /** The first line of the file; fails when there is none. It is in no error. */
    static Future<Optional<String>> read(Vertx vertx, Optional<PeerStore.Login> login) {
        return login.map(one -> vertx.fileSystem()
                        .readFile(one.passwordFile().toString())
                        .map(bytes -> {
                            String line = bytes.length() > LONGEST
                                    ? ""
                                    : bytes.toString(StandardCharsets.UTF_8)
                                            .lines()
                                            .findFirst()
                                            .orElse("");
                            if (line.isEmpty()) {
                                throw new IllegalStateException(one.passwordFile() + ": no password in its first line");
                            }
                            return Optional.of(line);
                        }))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
