package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Candidate;

/** Candidates for outputs in a directory. */
record Candidates(Path directory) {
    /** What {@code builtin:haproxy-tcp} might have rendered for this output. */
    Candidate builtin(String output, String text) {
        return of("builtin:haproxy-tcp", output, text, List.of());
    }

    /** What a user's own template with a {@code validate} command came to. */
    Candidate judgedByCommand(String output, String text) {
        return of(directory.resolve("own.tmpl").toString(), output, text, List.of("true"));
    }

    /** The file that is there now. */
    void onDisk(String output, String text) throws IOException {
        Files.writeString(directory.resolve(output), text);
    }

    private Candidate of(String input, String output, String text, List<String> validate) {
        try {
            Path file = Files.writeString(directory.resolve("." + output + ".candidate"), text);
            return new Candidate(new Template(input, directory.resolve(output), validate, List.of()), file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
