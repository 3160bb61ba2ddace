package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the answers of a Redis (RESP2) as they come, in pieces of any size. Keeps at most 64 KiB, and takes no more than a
 * few hundred values nested a few deep.
 */
final class RedisReplies {
    static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_VALUES = 512;
    private static final int DEEPEST = 4;

    private byte[] bytes = new byte[512];
    private int filled;
    private int read;
    private int values;

    /** One answer. */
    sealed interface Reply {
        /** A word such as {@code PONG}, a text, or a number's digits; a missing value is empty. */
        record Text(String value) implements Reply {}

        /** A refusal: {@code NOAUTH Authentication required.} */
        record Refusal(String message) implements Reply {
            /** Its first word, which is its kind, in small letters. */
            String code() {
                int end = message.indexOf(' ');
                String word = end < 0 ? message : message.substring(0, end);
                return word.matches("[A-Z]{1,20}") ? word.toLowerCase(Locale.ROOT) : "error";
            }
        }

        /** Several. */
        record Several(List<Reply> values) implements Reply {}
    }

    /** What is not RESP, or too much of it. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The bytes end inside an answer. */
    private static final class IncompleteException extends Exception {
        private static final long serialVersionUID = 1L;

        private IncompleteException() {
            super(null, null, false, false);
        }
    }

    /** Takes the next bytes. */
    void feed(ByteBuffer more) throws MalformedException {
        int needed = filled + more.remaining();
        if (needed > MOST_BYTES) {
            throw new MalformedException();
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        int length = more.remaining();
        more.get(bytes, filled, length);
        filled += length;
    }

    /** The next whole answer; empty: it is not there yet. */
    Optional<Reply> next() throws MalformedException {
        int start = read;
        values = 0;
        try {
            return Optional.of(value(0));
        } catch (IncompleteException notYet) {
            read = start;
            return Optional.empty();
        }
    }

    private Reply value(int depth) throws MalformedException, IncompleteException {
        values++;
        if (depth > DEEPEST || values > MOST_VALUES) {
            throw new MalformedException();
        }
        if (read == filled) {
            throw new IncompleteException();
        }
        byte type = bytes[read++];
        String line = line();
        return switch (type) {
            case '+' -> new Reply.Text(line);
            case '-' -> new Reply.Refusal(line);
            case ':' -> new Reply.Text(Long.toString(number(line)));
            case '$' -> text(number(line));
            case '*' -> several(number(line), depth);
            default -> throw new MalformedException();
        };
    }

    private String line() throws MalformedException, IncompleteException {
        for (int end = read; end < filled - 1; end++) {
            if (bytes[end] == '\r') {
                if (bytes[end + 1] != '\n') {
                    throw new MalformedException();
                }
                String line = new String(bytes, read, end - read, StandardCharsets.ISO_8859_1);
                read = end + 2;
                return line;
            }
        }
        throw new IncompleteException();
    }

    private static long number(String digits) throws MalformedException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new MalformedException();
        }
    }

    private Reply text(long length) throws MalformedException, IncompleteException {
        if (length < 0) {
            return new Reply.Text("");
        }
        if (length > MOST_BYTES) {
            throw new MalformedException();
        }
        int end = read + (int) length;
        if (end + 2 > filled) {
            throw new IncompleteException();
        }
        String text = new String(bytes, read, (int) length, StandardCharsets.UTF_8);
        read = end + 2;
        return new Reply.Text(text);
    }

    private Reply several(long count, int depth) throws MalformedException, IncompleteException {
        if (count > MOST_VALUES) {
            throw new MalformedException();
        }
        List<Reply> all = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            all.add(value(depth + 1));
        }
        return new Reply.Several(all);
    }
}
