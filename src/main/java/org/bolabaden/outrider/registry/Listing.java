package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a directory holds, sorted by name. */
final class Listing {
    private Listing() {}

    /**
     * Lists it.
     *
     * @throws IOException when it cannot be listed, or vanishes meanwhile
     */
    static List<Path> of(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        } catch (UncheckedIOException vanished) {
            throw vanished.getCause();
        }
    }
}
