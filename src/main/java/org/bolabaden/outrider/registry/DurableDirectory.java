package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Directories for files that shall survive a power cut, which they do no longer than the directories do. */
public final class DurableDirectory {
    private DurableDirectory() {}

    /**
     * Makes it and what is missing above it, on the disk when this returns; does nothing when it is there.
     *
     * @throws IOException when it cannot
     */
    public static void make(Path directory) throws IOException {
        Path whole = directory.toAbsolutePath();
        if (Files.isDirectory(whole)) {
            return;
        }
        Path parent = whole.getParent();
        if (parent != null) {
            make(parent);
        }
        Files.createDirectories(whole);
        if (parent != null) {
            flush(parent);
        }
    }

    private static void flush(Path directory) {
        try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
            open.force(true);
        } catch (IOException unsupported) {
            // Some file systems cannot, and some directories may be passed through and not read; there a power cut in
            // the
            // next seconds may take the new one along.
            assert !Files.notExists(directory);
        }
    }
}
