package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What is in a file, byte for byte, and its fingerprint. */
final class Content {
    private final byte[] bytes;
    private final String sha256;

    private Content(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static Content of(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The file's content now; empty: there is no such file. */
    static Optional<Content> read(Path file) throws IOException {
        try {
            return Optional.of(new Content(Files.readAllBytes(file)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** In hexadecimal digits. */
    String fingerprint() {
        return sha256;
    }

    /** As text; what is not UTF-8 in it becomes replacement characters. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
