package org.bolabaden.outrider.probe;

import java.nio.charset.StandardCharsets;

/**
 * A text to be found in a stream of bytes that is never stored (Knuth, Morris and Pratt): after each byte the searcher
 * holds only how many bytes of the text the stream's end matches.
 */
final class BodyPattern {
    private final byte[] text;
    /** For each length that matched: the next shorter length that still does. */
    private final int[] shorter;

    BodyPattern(String expected) {
        this(expected.getBytes(StandardCharsets.UTF_8));
    }

    BodyPattern(byte[] expected) {
        text = expected.clone();
        shorter = new int[text.length + 1];
        for (int length = 1; length < text.length; length++) {
            shorter[length + 1] = next(shorter[length], text[length]);
        }
    }

    /** How many bytes match after one more byte; {@code matched} must not be a full match. */
    int next(int matched, byte read) {
        int length = matched;
        while (length > 0 && text[length] != read) {
            length = shorter[length];
        }
        return text[length] == read ? length + 1 : 0;
    }

    /** Whether that many matched bytes are the whole text. */
    boolean complete(int matched) {
        return matched == text.length;
    }
}
