package org.bolabaden.outrider.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a secret is depends on who may write it. */
class SecretFileTest {
    private static final int LONGEST = 100;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("token"), "s3cret\n");
    }

    private void mode(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void whatItsOwnerAloneMayWriteIsRead() throws IOException {
        for (String mode : List.of("rw-------", "r--------", "rw-r-----", "r--r--r--")) {
            mode(mode);
            assertThat(SecretFile.read(file, LONGEST)).as(mode).isEqualTo("s3cret\n");
        }
    }

    @Test
    void whatOthersMayWriteIsRefusedWithTheRemedyAndWithoutTheSecret() throws IOException {
        for (String mode : List.of("rw-rw----", "rw-----w-", "rw--w----", "rw-rw-rw-")) {
            mode(mode);
            assertThatThrownBy(() -> SecretFile.read(file, LONGEST))
                    .as(mode)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(file.toString(), "chmod go-w")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aLinkIsJudgedByWhatItLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        mode("rw-------");
        assertThat(SecretFile.read(link, LONGEST)).isEqualTo("s3cret\n");
        mode("rw--w----");
        assertThatThrownBy(() -> SecretFile.read(link, LONGEST)).hasMessageContaining("chmod go-w");
    }

    @Test
    void whatIsTooLongOrNotThereIsToldInAWord() {
        assertThatThrownBy(() -> SecretFile.read(file, 3)).hasMessageContaining("longer than 3 bytes");
        assertThatThrownBy(() -> SecretFile.read(directory.resolve("none"), LONGEST))
                .hasMessageEndingWith("no such file");
    }

    @Test
    void itIsExposedWhenEverybodyCanReadItAndReachIt() throws IOException {
        Path open = Files.createTempDirectory(Path.of("/tmp"), "exposed");
        try {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path there = Files.writeString(open.resolve("token"), "s3cret");
            Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(SecretFile.isExposed(there)).isTrue();

            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
            assertThat(SecretFile.isExposed(there)).as("in a closed directory").isFalse();

            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(SecretFile.isExposed(there)).as("closed itself").isFalse();
            Files.delete(there);
        } finally {
            Files.deleteIfExists(open.resolve("token"));
            Files.delete(open);
        }
    }
}
