package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What tells one state of a path from another, without reading more than needed.
 *
 * @param state the real path, identity, modification time and size of a file; the real path and names of a directory
 * @param recent a hash of the content of a file that was modified just before: two writes within one tick of the
 *     filesystem's clock (4 ms on ext4) may leave time and size equal; 0 for an older file
 */
record FileStamp(List<Object> state, int recent) {
    private static final long RECENT_MILLIS = 2_000;
    static final FileStamp MISSING = new FileStamp(List.of("missing"), 0);

    /** The present state; a path that cannot be looked at counts as missing. */
    static FileStamp of(Path path) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return attributes.isDirectory() ? ofDirectory(real, attributes) : ofFile(real, attributes);
        } catch (IOException gone) {
            return MISSING;
        }
    }

    /** Whether something changed from this state to the later one. */
    boolean differs(FileStamp later) {
        return !state.equals(later.state) || (recent != 0 && later.recent != 0 && recent != later.recent);
    }

    private static FileStamp ofDirectory(Path real, BasicFileAttributes attributes) throws IOException {
        return new FileStamp(List.of(real, key(attributes), Listing.of(real)), 0);
    }

    private static FileStamp ofFile(Path real, BasicFileAttributes attributes) throws IOException {
        List<Object> state = List.of(real, key(attributes), attributes.lastModifiedTime(), attributes.size());
        long age = Instant.now().toEpochMilli() - attributes.lastModifiedTime().toMillis();
        boolean readable = attributes.isRegularFile() && attributes.size() <= SourceFile.LARGEST;
        boolean recent = Math.abs(age) < RECENT_MILLIS && readable;
        return new FileStamp(state, recent ? Arrays.hashCode(Files.readAllBytes(real)) | 1 : 0);
    }

    private static Object key(BasicFileAttributes attributes) {
        return Objects.requireNonNullElse(attributes.fileKey(), "");
    }
}
