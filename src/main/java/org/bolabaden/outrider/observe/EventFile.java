package org.bolabaden.outrider.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lines of the event log in a file too. A line that would make it larger than it may be begins a new one; the
 * ones before are {@code FILE.1}, the newest, and so on. For one thread.
 *
 * <p>What fails is told once and tried again with later lines; those that came meanwhile are missing in the file. A file
 * that somebody else removes or renames is begun anew.
 */
public final class EventFile {
    // A full disk answers at once, thousands of times a second if it is asked.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path path;
    private final long most;
    private final int keep;
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long size;
    private Instant lookedAt = Instant.MIN;
    private Instant failedAt = Instant.MIN;
    private long missing;

    /**
     * A file that is opened with the first line.
     *
     * @param path where; its directory must be there
     * @param most how large it may become, in bytes; a single longer line is written all the same
     * @param keep how many earlier ones are kept beside it; 0 or more
     */
    public EventFile(Path path, long most, int keep) {
        this.path = path;
        this.most = most;
        this.keep = keep;
    }

    /**
     * Appends a line.
     *
     * @param line without its end
     * @param now what the clock says
     * @return what is to be told: that the file cannot be written, or can be again
     */
    Optional<Event> append(String line, Instant now) {
        if (missing > 0 && !now.isBefore(failedAt) && now.isBefore(failedAt.plus(PAUSE))) {
            missing++;
            return Optional.empty();
        }
        try {
            write((line + "\n").getBytes(StandardCharsets.UTF_8), now);
            return recovered();
        } catch (IOException failed) {
            return failed(failed, now);
        }
    }

    private void write(byte[] line, Instant now) throws IOException {
        FileChannel to = ready(line.length, now);
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            size += to.write(bytes);
        }
    }

    private FileChannel ready(int more, Instant now) throws IOException {
        FileChannel to = channel;
        if (to != null && moved(now)) {
            close();
            to = null;
        }
        if (to == null) {
            to = open(now);
        }
        if (size > 0 && size + more > most) {
            close();
            rotate();
            to = open(now);
        }
        return to;
    }

    private FileChannel open(Instant now) throws IOException {
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = opened;
        key = key();
        lookedAt = now;
        size = opened.size();
        if (size > 0 && !endsWithLine()) {
            // A line that a full disk or a crash has cut off stays alone on its line.
            size += opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        return opened;
    }

    private boolean endsWithLine() throws IOException {
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.read(last, in.size() - 1) == 1 && last.get(0) == '\n';
        }
    }

    private void rotate() throws IOException {
        for (int number = keep; number > 0; number--) {
            Path from = number == 1 ? path : numbered(number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(path);
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Whether somebody else has put the file away; looked at once a second. */
    private boolean moved(Instant now) throws IOException {
        if (!now.isBefore(lookedAt) && now.isBefore(lookedAt.plus(PAUSE))) {
            return false;
        }
        lookedAt = now;
        return !Objects.equals(key, key());
    }

    private @Nullable Object key() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private Optional<Event> recovered() {
        long lost = missing;
        missing = 0;
        return lost == 0
                ? Optional.empty()
                : Optional.of(Event.info("event_file_recovered")
                        .reason(path + " is written again; " + lost + " lines are missing in it"));
    }

    private Optional<Event> failed(IOException failure, Instant now) {
        close();
        failedAt = now;
        return ++missing > 1
                ? Optional.empty()
                : Optional.of(Event.warn("event_file_failed")
                        .reason("events: file: " + path + " cannot be written (" + what(failure)
                                + "); events go to standard output alone until it can"));
    }

    private static String what(IOException failure) {
        return failure instanceof NoSuchFileException ? "its directory is missing" : failure.toString();
    }

    /** Ends the writing, until the next line. */
    void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException late) {
                // Each line was handed over when it was written: nothing is left that could be lost.
            }
        }
    }
}
