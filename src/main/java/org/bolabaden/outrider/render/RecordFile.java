package org.bolabaden.outrider.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.JsonFile;

/** An {@link OutputRecord} as JSON. */
final class RecordFile {
    private RecordFile() {}

    /**
     * Reads it.
     *
     * @throws IOException when there is none, or it is not one
     */
    static OutputRecord read(Path file) throws IOException {
        JsonNode root = JsonFile.read(file);
        List<HistoryEntry> history = new ArrayList<>();
        try {
            for (JsonNode entry : root.path("history")) {
                history.add(new HistoryEntry(
                        entry.path("file").asText(),
                        entry.path("sha256").asText(),
                        text(entry, "structure"),
                        Instant.parse(entry.path("at").asText())));
            }
            return new OutputRecord(
                    text(root, "written"),
                    text(root, "writing"),
                    text(root, "structure"),
                    text(root, "live"),
                    Instant.parse(root.path("at").asText()),
                    history);
        } catch (DateTimeException foreign) {
            throw new IOException("not a record of an output", foreign);
        }
    }

    /** The history of a record that is lost, by the files that there are; whose they are is not known any more. */
    static List<HistoryEntry> historyWithout(Path home) {
        List<HistoryEntry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                HistoryEntry entry = new HistoryEntry(name, "", Optional.empty(), Instant.EPOCH);
                if (entry.number() > 0) {
                    String fingerprint =
                            Content.read(file).map(Content::fingerprint).orElse("");
                    entries.add(new HistoryEntry(name, fingerprint, Optional.empty(), Instant.EPOCH));
                }
            }
        } catch (IOException none) {
            return List.of();
        }
        return entries;
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.ofNullable(node.path(key).textValue());
    }

    static void write(Path file, Path output, OutputRecord record) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode().put("path", output.toString());
        record.written().ifPresent(value -> root.put("written", value));
        record.writing().ifPresent(value -> root.put("writing", value));
        record.structure().ifPresent(value -> root.put("structure", value));
        record.live().ifPresent(value -> root.put("live", value));
        root.put("at", record.at().toString());
        for (HistoryEntry entry : record.history()) {
            ObjectNode line = root.withArray("history").addObject();
            line.put("file", entry.file()).put("sha256", entry.fingerprint());
            entry.structure().ifPresent(value -> line.put("structure", value));
            line.put("at", entry.at().toString());
        }
        AtomicFile.replace(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }
}
