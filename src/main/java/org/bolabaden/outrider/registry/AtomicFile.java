package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one way in which this program writes a file: whole or not at all, also when the power fails in between.
 *
 * <p>The content is written beside the file, flushed to the disk, then renamed over it. An existing file keeps its mode,
 * owner and group; a link stays, and what it points to is replaced, in that one's directory. A file has one writer at a
 * time: what an earlier one left unfinished is removed by the next.
 */
public final class AtomicFile {
    // Neither "haproxy -f DIR" (*.cfg) nor Traefik (*.yaml, *.yml, *.toml) reads such a name.
    private static final String MARK = ".outrider-";
    private static final String SUFFIX = ".new";
    private static final String UNFINISHED = Pattern.quote(MARK) + "[0-9]+" + Pattern.quote(SUFFIX);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    // Linux follows as many.
    private static final int MOST_LINKS = 40;

    private AtomicFile() {}

    /**
     * Replaces the file, or makes it, for its owner alone.
     *
     * @throws IOException when the directory cannot be written, the disk is full, or owner and group of the file cannot be
     *     kept; the old file is untouched
     */
    public static void replace(Path file, byte[] content) throws IOException {
        try (Pending pending = prepare(file, content, PRIVATE)) {
            pending.commit();
        }
    }

    /**
     * Writes the content beside the file, to be looked at before it replaces it. A file that does not exist yet will be
     * readable for all (0644).
     *
     * @throws IOException as {@link #replace}
     */
    public static Pending prepare(Path file, byte[] content) throws IOException {
        return prepare(file, content, READABLE);
    }

    private static Pending prepare(Path file, byte[] content, Set<PosixFilePermission> whenNew) throws IOException {
        Path target = target(file);
        Path directory = directory(target);
        String prefix = "." + target.getFileName() + MARK;
        removeLeftovers(directory, Pattern.compile(Pattern.quote("." + target.getFileName()) + UNFINISHED));
        Path next = Files.createTempFile(directory, prefix, SUFFIX);
        boolean written = false;
        try {
            write(next, content);
            if (Files.exists(target)) {
                keepOwner(target, next);
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(target));
            } else {
                Files.setPosixFilePermissions(next, whenNew);
            }
            written = true;
            return new Pending(next, target);
        } finally {
            if (!written) {
                Files.deleteIfExists(next);
            }
        }
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.getParent(), "a regular file is in a directory");
    }

    /** Where the links end. */
    private static Path target(Path file) throws IOException {
        Path at = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "is a link to itself");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        if (Files.exists(at) && !Files.isRegularFile(at)) {
            throw new FileSystemException(file.toString(), null, "is not a regular file");
        }
        return at;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void keepOwner(Path from, Path to) throws IOException {
        Map<String, Object> wanted = Files.readAttributes(from, "unix:uid,gid");
        Map<String, Object> given = Files.readAttributes(to, "unix:uid,gid");
        for (String id : new String[] {"gid", "uid"}) {
            Object want = wanted.get(id);
            if (want == null || want.equals(given.get(id))) {
                continue;
            }
            try {
                Files.setAttribute(to, "unix:" + id, want, LinkOption.NOFOLLOW_LINKS);
            } catch (FileSystemException refused) {
                throw new FileSystemException(
                        from.toString(),
                        null,
                        "its owner and group (" + wanted.get("uid") + ":" + wanted.get("gid")
                                + ") cannot be kept by this user; run as that user or as root");
            }
        }
    }

    /**
     * Removes what was left unfinished of any file in a directory that has one writer at a time: where files are written
     * once and never again, no next writer of the same file does it.
     *
     * @throws IOException when it cannot
     */
    public static void clear(Path directory) throws IOException {
        removeLeftovers(directory, Pattern.compile("\\..*" + UNFINISHED));
    }

    private static void removeLeftovers(Path directory, Pattern ours) throws IOException {
        if (!Files.isReadable(directory)) {
            // One may write in a directory that one may not list; then they stay, and nobody reads them.
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                directory, entry -> ours.matcher(entry.getFileName().toString()).matches())) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (java.nio.file.DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** A content that is on the disk beside its file, and replaces it when committed. Closing discards it otherwise. */
    public static final class Pending implements AutoCloseable {
        private final Path path;
        private final Path target;

        private Pending(Path path, Path target) {
            this.path = path;
            this.target = target;
        }

        /** Where the content is now: a name that begins with a dot and ends in {@code .new}. */
        public Path path() {
            return path;
        }

        /**
         * Puts it in the file's place.
         *
         * @throws IOException when it cannot; the old file is untouched
         */
        public void commit() throws IOException {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(directory(target), StandardOpenOption.READ)) {
                directory.force(true);
            } catch (IOException unsupported) {
                // The new file is in place, so this is no failure. Some file systems cannot flush a directory; there a
                // power cut in the next seconds may bring the old file back, whole.
            }
        }

        /** Discards it, unless it was committed. */
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }
}
