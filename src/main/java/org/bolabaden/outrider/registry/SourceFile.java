package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of one file, read once. */
final class SourceFile {
    /** About 30,000 backends; more is not a registry but an accident. */
    static final int LARGEST = 4 * 1024 * 1024;

    private final Path path;
    private final byte[] bytes;

    /**
     * Wraps bytes that were read.
     *
     * @param path as the user gave it
     * @param bytes all of them, not copied
     */
    SourceFile(Path path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    Path path() {
        return path;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Reads a regular file; a pipe or a device could block for ever. */
    static Optional<SourceFile> read(Path path, Problems problems) {
        Place start = Place.startOf(path);
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                problems.add(start, "not a regular file, expected a YAML file");
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    problems.add(start, "the file is too large, expected at most " + LARGEST / 1024 / 1024 + " MiB");
                    return Optional.empty();
                }
                return Optional.of(new SourceFile(path, bytes));
            }
        } catch (NoSuchFileException missing) {
            problems.add(start, "no such file, expected a readable YAML file");
        } catch (AccessDeniedException denied) {
            problems.add(start, "permission denied, expected a file that this user may read");
        } catch (IOException failed) {
            problems.add(start, "cannot be read: " + failed.getMessage());
        }
        return Optional.empty();
    }

    /** The text without a byte order mark; a byte that is not UTF-8, or a control character, is a mistake with a place. */
    Optional<String> text(Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            problems.add(placeAfter(text), "not UTF-8 text, expected a YAML file in UTF-8");
            return Optional.empty();
        }
        int forbidden = indexOfForbidden(text);
        if (forbidden >= 0) {
            String name = "U+%04X".formatted((int) text.charAt(forbidden));
            problems.add(placeAfter(text.substring(0, forbidden)), "control character " + name + ", expected text");
            return Optional.empty();
        }
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static int indexOfForbidden(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
                return i;
            }
        }
        return -1;
    }

    private Place placeAfter(String before) {
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        return new Place(path, lines + 1, before.length() - before.lastIndexOf('\n'));
    }
}
