package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    @Test
    void theFileHasTheNewContentAndNothingIsLeftBeside() throws IOException {
        Path file = directory.resolve("a.json");

        AtomicFile.replace(file, "one".getBytes(StandardCharsets.UTF_8));
        AtomicFile.replace(file, "two".getBytes(StandardCharsets.UTF_8));

        assertThat(file).hasContent("two");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDirectoryThatIsGoneIsAnErrorAndTouchesNothing() {
        Path file = directory.resolve("gone/a.json");

        assertThatThrownBy(() -> AtomicFile.replace(file, new byte[0])).isInstanceOf(IOException.class);
    }
}
