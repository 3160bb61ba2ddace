package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where the registry's first file is: where watcher.yaml says, or at the same place within what was pulled.
 *
 * @param directory the configuration directory
 */
record RegistrySource(Path directory, NodeSettings settings, DistributionSettings distribution) {
    /** The file; empty when there is none to look for, which was told. */
    Optional<Path> file(Problems problems) {
        return distribution.git().isEmpty() ? Optional.of(settings.source()) : pulled(problems);
    }

    /** Whether there is something to read: false only before the first commit was fetched. */
    boolean isThere() {
        return distribution.git().isEmpty() || Files.exists(current());
    }

    /** What tells that the file is another one by now. */
    Set<Path> watched() {
        return distribution.git().isEmpty() ? Set.of() : Set.of(current());
    }

    private Path current() {
        return DistributionSettings.current(settings.stateDir());
    }

    private Optional<Path> pulled(Problems problems) {
        Path home = directory.toAbsolutePath().normalize();
        Path source = settings.source().toAbsolutePath().normalize();
        if (!source.startsWith(home)) {
            problems.add(
                    Place.startOf(directory.resolve("watcher.yaml")),
                    "source: is outside of the configuration directory, but distribution.yaml has method: git; expected a"
                            + " file's name relative to 'path' of the repository, or method: none");
            return Optional.empty();
        }
        try {
            // Once: all files of one load are of one commit.
            return Optional.of(current().toRealPath().resolve(home.relativize(source)));
        } catch (IOException nothing) {
            problems.add(
                    Place.startOf(directory.resolve("distribution.yaml")),
                    "no commit was fetched yet, expected one in " + current() + ", where 'outrider run' puts it");
            return Optional.empty();
        }
    }
}
