package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes keys and certificates in a directory.
 *
 * @param directory where names of files are looked for
 */
record Openssl(Path directory) {
    /** A key of its own, {@code NAME.key}, and what is made with it, {@code NAME.pem} or {@code NAME.csr}. */
    void request(String name, String kind, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out"));
        words.add(name + "." + kind);
        words.addAll(List.of(more));
        run(words.toArray(String[]::new));
    }

    void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("openssl.log");
        Process made = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (made.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(log));
        }
    }
}
