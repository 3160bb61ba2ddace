package org.bolabaden.outrider.dns.keep;

import java.nio.charset.StandardCharsets;

/**
 * Bytes that do not change.
 *
 * @param latin1 one character a byte, which makes equality easy
 */
record Bytes(String latin1) {
    static Bytes of(byte[] value) {
        return new Bytes(new String(value, StandardCharsets.ISO_8859_1));
    }

    /** A new array each time. */
    byte[] array() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return latin1.length() + " bytes";
    }
}
