package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of a megabyte, which can be filled up and made read-only; takes root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;
    private final List<Path> lent = new ArrayList<>();

    /** Mounts it on a new directory. */
    SmallDisk(Path directory) {
        try {
            this.directory = Files.createDirectory(directory);
            run("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", directory.toString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    Path directory() {
        return directory;
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    /** Not a byte is left. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            // As it shall be.
        }
    }

    void free() {
        try {
            Files.delete(ballast());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** That file of it is one of another file system: what is open for writing keeps a disk from being made read-only. */
    void lend(Path file, Path own) {
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            Files.createFile(own);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        run("mount", "--bind", own.toString(), file.toString());
        lent.add(file);
    }

    /** Refuses every write from now on, as a kernel does that has met a fault of the disk. */
    void protect() {
        // Those files that the sidecar is just writing are open for milliseconds.
        for (int i = 0; !succeeds("mount", "-o", "remount,ro", directory.toString()); i++) {
            if (i == 200) {
                throw new AssertionError("cannot be made read-only");
            }
        }
    }

    void unprotect() {
        run("mount", "-o", "remount,rw", directory.toString());
    }

    private static void run(String... command) {
        if (!succeeds(command)) {
            throw new AssertionError(String.join(" ", command) + " failed; it takes root");
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .start();
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0;
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        lent.forEach(file -> run("umount", "-l", file.toString()));
        run("umount", "-l", directory.toString());
    }
}
