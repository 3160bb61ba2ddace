package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code pinned.json} says: the operator's wish to run an older generation.
 *
 * @param generation its number
 * @param overrides the version of the files that it stands in for
 */
record Pin(int generation, String overrides) {
    /**
     * Reads it; empty when there is none.
     *
     * @throws IOException when it cannot be read, or says nothing of use
     */
    static Optional<Pin> read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JsonFile.read(file);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (!root.path("generation").isInt() || !root.path("overrides").isTextual()) {
            throw new IOException("no pin: expected generation and overrides");
        }
        return Optional.of(
                new Pin(root.path("generation").asInt(), root.path("overrides").asText()));
    }

    void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        AtomicFile.replace(
                file,
                mapper.writeValueAsBytes(
                        mapper.createObjectNode().put("generation", generation).put("overrides", overrides)));
    }
}
