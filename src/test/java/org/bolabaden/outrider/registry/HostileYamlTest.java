package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, the outcome is a registry or lines of errors: no other exception, no hang. */
class HostileYamlTest {
    private static final String ALPHABET = "&a*a[]{}:,-?!|>'\"%@`#\n\t \u0000\u00e9~<1";

    @Test
    void bytesThatAreNotTextGetOneLineWithTheirPlace(@TempDir Path directory) throws IOException {
        assertThat(lint(directory, new byte[] {'v', ':', '\n', ' ', (byte) 0xff}))
                .containsExactly("2:2: not UTF-8 text, expected a YAML file in UTF-8");
        assertThat(lint(directory, "version: 1\nhttp: \0".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("2:7: control character U+0000, expected text");
        assertThat(lint(directory, "version: 1".getBytes(StandardCharsets.UTF_16)))
                .containsExactly("1:1: not UTF-8 text, expected a YAML file in UTF-8");
        assertThat(lint(directory, "\uFEFFversion: 1".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void aFileBeyondTheLimitsGetsOneLine(@TempDir Path directory) throws IOException {
        assertThat(lint(directory, new byte[5 * 1024 * 1024]))
                .containsExactly("1:1: the file is too large, expected at most 4 MiB");
        assertThat(lint(directory, ("[" + "a,".repeat(1_000_000) + "]").getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .endsWith("not valid YAML: more than 200000 values");
        assertThat(lint(directory, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .containsExactly("1:41: not valid YAML: nested more than 40 levels deep");
    }

    @Test
    void whatIsNoFileGetsOneLine(@TempDir Path directory) throws IOException {
        Files.createDirectory(directory.resolve("services.yaml"));

        assertThat(new ConfigurationFiles(directory).lint())
                .containsExactly("services.yaml:1:1: not a regular file, expected a YAML file");
    }

    @Test
    void thousandsOfMistakesAreCutShort(@TempDir Path directory) throws IOException {
        StringBuilder text = new StringBuilder("version: 1\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("unknown").append(i).append(": x\n");
        }

        assertThat(lint(directory, text.toString().getBytes(StandardCharsets.UTF_8)))
                .hasSize(501)
                .last()
                .asString()
                .endsWith("too many errors, the rest is not shown");
    }

    private static Path scratch;

    @BeforeContainer
    static void makeScratch() throws IOException {
        scratch = Files.createTempDirectory("hostile");
    }

    @AfterContainer
    static void removeScratch() throws IOException {
        Files.deleteIfExists(scratch.resolve("services.yaml"));
        Files.delete(scratch);
    }

    @Property(tries = 300)
    void anyBytesAreAnswered(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
        assertAnswered(bytes);
    }

    @Property(tries = 500)
    void anyMutationOfAGoodFileIsAnswered(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1_000_000) Integer> places, @ForAll long seed)
            throws IOException {
        StringBuilder text = new StringBuilder(
                Files.readString(Path.of("src/test/resources/registry/good/services-everything.yaml")));
        java.util.Random random = new java.util.Random(seed);
        for (int place : places) {
            int at = place % text.length();
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.setCharAt(at, c);
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            }
        }
        assertAnswered(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertAnswered(byte[] bytes) throws IOException {
        for (String line : lint(scratch, bytes)) {
            assertThat(line).matches("[0-9]+:[0-9]+: \\S[^\\p{Cntrl}]*");
        }
    }

    private static List<String> lint(Path directory, byte[] bytes) throws IOException {
        Files.write(directory.resolve("services.yaml"), bytes);
        return new ConfigurationDirectory(directory, Map.of())
                .lint().stream()
                        .map(e -> e.line() + ":" + e.column() + ": " + e.message())
                        .toList();
    }
}
