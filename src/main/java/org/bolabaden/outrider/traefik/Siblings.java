package org.bolabaden.outrider.traefik;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Traefik reads beside one file.
 *
 * @param files those that could be read, with what shall be written instead of what is there
 * @param complete whether there is nothing else that may define something
 */
record Siblings(List<ProvidedFile> files, boolean complete) {
    // Traefik goes down without end; a directory of configurations does not.
    private static final int DEEPEST = 8;

    Siblings {
        files = List.copyOf(files);
    }

    /**
     * Looks around.
     *
     * @param candidates which of the outputs shall be written, this file among them
     * @param outputs what is going to be replaced and counts no longer
     */
    static Siblings of(Path file, List<ProvidedFile> candidates, Set<Path> outputs) {
        Path directory = Optional.ofNullable(file.getParent()).orElse(file);
        List<ProvidedFile> files = new ArrayList<>(candidates.stream()
                .filter(other -> !other.path().equals(file) && other.path().startsWith(directory))
                .toList());
        boolean complete = true;
        try (Stream<Path> paths = Files.exists(directory) ? Files.walk(directory, DEEPEST) : Stream.empty()) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                if (!outputs.contains(path) && isProvided(path)) {
                    complete &= add(path, files);
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            complete = false;
        }
        return new Siblings(files, complete);
    }

    private static boolean isProvided(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".toml");
    }

    private static boolean add(Path path, List<ProvidedFile> files) throws IOException {
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".toml")) {
            return false;
        }
        Optional<ProvidedFile> read = ProvidedFile.read(path, Files.readString(path), new Findings(path));
        read.ifPresent(files::add);
        return read.isPresent();
    }
}
