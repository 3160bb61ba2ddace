package org.bolabaden.outrider.registry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** A short hash of what the files say, equal on every node that has the same files under the same names. */
final class ContentVersion {
    private static final int SHOWN_DIGITS = 12;

    private ContentVersion() {}

    static String of(SortedMap<String, byte[]> contents) {
        MessageDigest digest = sha256();
        contents.forEach((name, bytes) -> {
            // The lengths keep apart what would run together otherwise.
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(8)
                    .putInt(nameBytes.length)
                    .putInt(bytes.length)
                    .flip());
            digest.update(nameBytes);
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
