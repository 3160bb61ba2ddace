package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What Java cannot do, in C: the sources are beside the tests in {@code faults}. */
final class CProgram {
    private CProgram() {}

    /**
     * Compiles it.
     *
     * @param name of the source, without its ending
     * @param options for the compiler
     * @return what came of it, in that directory
     */
    static Path compile(Path directory, String name, String... options) {
        Path source = directory.resolve(name + ".c");
        Path made = directory.resolve(name + ".bin");
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-o", made.toString(), source.toString()));
        command.addAll(List.of(options));
        try (InputStream text =
                Objects.requireNonNull(CProgram.class.getResourceAsStream("/faults/" + name + ".c"), name)) {
            Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
            Process compiler = new ProcessBuilder(command).inheritIO().start();
            if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                throw new AssertionError(source + " does not compile");
            }
            return made;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
