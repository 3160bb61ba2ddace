package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {
    @TempDir
    Path directory;

    @Test
    void aDamagedFileIsToldInOneLineWithItsPlace() throws IOException {
        Path file = Files.writeString(directory.resolve("drains.json"), "{\"drains\": [\n  \u0007");

        assertThatThrownBy(() -> JsonFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ":2:")
                .hasMessageContaining(": no JSON: ")
                .extracting(Throwable::getMessage)
                .asString()
                .matches("\\P{Cntrl}{10,600}");
    }

    @Test
    void aMissingFileIsMissingAndAnEmptyOneIsNothing() throws IOException {
        Path file = directory.resolve("none.json");
        assertThatThrownBy(() -> JsonFile.read(file)).isInstanceOf(NoSuchFileException.class);

        Files.createFile(file);
        assertThat(JsonFile.read(file).isMissingNode()).isTrue();
    }
}
