package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bolabaden.outrider.observe.Visible;

/** A file of JSON that was kept by this program, and may have been damaged or edited since. */
public final class JsonFile {
    private static final int LONGEST_MESSAGE = 300;

    private JsonFile() {}

    /**
     * Reads it; nothing at all is a missing node.
     *
     * @throws java.nio.file.NoSuchFileException it does not exist
     * @throws IOException it cannot be read, or is no JSON: one line that names the file and the place
     */
    public static JsonNode read(Path file) throws IOException {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException broken) {
            // Jackson's own message has a second line, and may repeat what it stumbled over.
            JsonLocation place = broken.getLocation();
            String at = place == null ? "" : ":" + place.getLineNr() + ":" + place.getColumnNr();
            throw new IOException(
                    file + at + ": no JSON: " + Visible.line(broken.getOriginalMessage(), LONGEST_MESSAGE), broken);
        }
    }
}
