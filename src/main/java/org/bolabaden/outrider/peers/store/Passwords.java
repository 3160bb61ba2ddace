package org.bolabaden.outrider.peers.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bolabaden.outrider.registry.PeerStore;
import org.bolabaden.outrider.secret.SecretFile;

/** Reads passwords anew each time, so that one that is changed is taken up. */
final class Passwords {
    private static final int LONGEST = 4_096;

    private Passwords() {}

    /** The first line of the file; fails when there is none. It is in no error. */
    static Future<Optional<String>> read(Vertx vertx, Optional<PeerStore.Login> login) {
        return login.map(one -> vertx.executeBlocking(() -> Optional.of(first(one.passwordFile())), false))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static String first(Path file) throws IOException {
        return SecretFile.read(file, LONGEST)
                .lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new IOException(file + ": no password in its first line"));
    }
}
