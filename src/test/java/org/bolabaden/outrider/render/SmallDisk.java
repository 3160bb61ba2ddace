package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 64 KiB, when we may mount one; else the test is skipped. Closing unmounts it. */
record SmallDisk(Path at) implements AutoCloseable {
    static SmallDisk on(Path at) throws IOException {
        Files.createDirectories(at);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "outrider-test", at.toString()))
                .as("tmpfs can be mounted")
                .isZero();
        return new SmallDisk(at);
    }

    void readOnly(boolean on) throws IOException {
        assertThat(run("mount", "-o", "remount," + (on ? "ro" : "rw"), at.toString()))
                .isZero();
    }

    private static int run(String... words) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() throws IOException {
        assertThat(run("umount", "-l", at.toString())).isZero();
    }
}
