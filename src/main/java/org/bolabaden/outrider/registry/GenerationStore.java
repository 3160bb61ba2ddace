package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.RegistryLoader.Origin;

/**
 * The generations as directories: {@code 0007/services.yaml}, {@code 0007/services.d/x.yaml}, {@code
 * 0007/generation.json}. Each appears and disappears as a whole: it is made, and taken apart, under a hidden name.
 */
final class GenerationStore {
    private static final Pattern NUMBERED = Pattern.compile("[0-9]{4,9}");
    private static final String UNFINISHED = ".unfinished-";

    private final Path directory;

    /**
     * One of them.
     *
     * @param at its directory
     * @param configuration the configuration directory that it was loaded from, absolute
     * @param source the file in it to begin with
     */
    record Stored(Path at, int number, String version, Instant since, String configuration, String source) {}

    GenerationStore(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** All of them, the newest first; what is no generation is left out. */
    List<Stored> list() throws IOException {
        List<Stored> found = new ArrayList<>();
        for (Path child : children()) {
            if (NUMBERED.matcher(child.getFileName().toString()).matches()) {
                read(child).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingInt(Stored::number).reversed());
        return found;
    }

    /** Writes the next one; it is on the disk when this returns. */
    void add(LoadedRegistry loaded, Instant since, String configuration) throws IOException {
        if (loaded.contents().containsKey(Origin.DESCRIPTION)) {
            throw new IOException("a file of the registry has our own name " + Origin.DESCRIPTION + ", rename it");
        }
        DurableDirectory.make(directory);
        clear();
        Path next = Files.createTempDirectory(directory, UNFINISHED);
        try {
            int number = nextNumber();
            write(next, loaded, describe(number, loaded, since, configuration));
            Files.move(next, directory.resolve("%04d".formatted(number)), StandardCopyOption.ATOMIC_MOVE);
            flush(directory);
        } finally {
            delete(next);
        }
    }

    void remove(Stored generation) throws IOException {
        Path away = directory.resolve(UNFINISHED + generation.at().getFileName());
        Files.move(generation.at(), away, StandardCopyOption.ATOMIC_MOVE);
        delete(away);
    }

    private static void write(Path next, LoadedRegistry loaded, byte[] description) throws IOException {
        for (Map.Entry<String, byte[]> file : loaded.contents().entrySet()) {
            Path copy = next.resolve(file.getKey());
            Files.createDirectories(copy.resolveSibling("."));
            AtomicFile.replace(copy, file.getValue());
        }
        AtomicFile.replace(next.resolve(Origin.DESCRIPTION), description);
        flushTree(next);
    }

    private static byte[] describe(int number, LoadedRegistry loaded, Instant since, String configuration)
            throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        return mapper.writeValueAsBytes(mapper.createObjectNode()
                .put("number", number)
                .put("version", loaded.registry().version())
                .put("since", since.toString())
                .put("configuration", configuration)
                .put("source", loaded.source()));
    }

    private static Optional<Stored> read(Path generation) {
        try {
            JsonNode description =
                    new ObjectMapper().readTree(Files.readAllBytes(generation.resolve(Origin.DESCRIPTION)));
            return Optional.of(new Stored(
                    generation,
                    Integer.parseInt(generation.getFileName().toString()),
                    description.path("version").asText(),
                    Instant.parse(description.path("since").asText()),
                    description.path("configuration").asText(),
                    description.path("source").asText()));
        } catch (IOException | DateTimeException noGeneration) {
            // Not made by us, or damaged: it cannot be served, and the next older one can.
            return Optional.empty();
        }
    }

    // Also past damaged ones, so that no number is used twice.
    private int nextNumber() throws IOException {
        return 1
                + children().stream()
                        .map(child -> child.getFileName().toString())
                        .filter(name -> NUMBERED.matcher(name).matches())
                        .mapToInt(Integer::parseInt)
                        .max()
                        .orElse(0);
    }

    /** Removes what a crash left behind. */
    private void clear() throws IOException {
        for (Path child : children()) {
            if (child.getFileName().toString().startsWith(UNFINISHED)) {
                delete(child);
            }
        }
    }

    private List<Path> children() throws IOException {
        try {
            return Listing.of(directory);
        } catch (NoSuchFileException nothingYet) {
            return List.of();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.isDirectory(tree)) {
            for (Path child : Listing.of(tree)) {
                delete(child);
            }
        }
        Files.deleteIfExists(tree);
    }

    // A file is safe only when the directory that names it is.
    private static void flushTree(Path directory) throws IOException {
        for (Path child : Listing.of(directory)) {
            if (Files.isDirectory(child)) {
                flushTree(child);
            }
        }
        flush(directory);
    }

    private static void flush(Path directory) throws IOException {
        try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
            open.force(true);
        }
    }
}
