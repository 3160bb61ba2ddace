package org.bolabaden.outrider.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second sidecar off a state directory. The kernel lets go of the lock when the process ends, in whatever way,
 * so a file that is left behind locks nobody out.
 */
final class StateLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final @Nullable FileChannel channel;

    private StateLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock. A directory that cannot be written is no reason not to start: nothing can be kept there then, which
     * is reported by those who try.
     *
     * @throws IOException when another process has it; names the directory and that process
     */
    static StateLock take(Path directory) throws IOException {
        FileChannel channel;
        try {
            DurableDirectory.make(directory);
            channel = FileChannel.open(
                    directory.resolve(FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException notWritable) {
            return new StateLock(null);
        }
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String other = content(channel);
            channel.close();
            throw new IOException("another sidecar" + (other.isEmpty() ? "" : ", process " + other + ",") + " uses "
                    + directory + "; stop it, or give this one a state_dir of its own");
        }
        sign(channel);
        return new StateLock(channel);
    }

    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException full) {
            // The lock is ours all the same; whoever else tries is told that there is another, and not which.
            assert channel.isOpen();
        }
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
        return text.matches("[0-9]+") ? text : "";
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
