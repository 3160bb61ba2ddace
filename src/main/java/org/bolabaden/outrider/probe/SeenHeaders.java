package org.bolabaden.outrider.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Picks from a header block what tells where the body ends, and the values of the headers that are expected. Only made for
 * checks that look at either: the others have no use for headers, and are many.
 */
final class SeenHeaders {
    private static final int LONGEST_NUMBER = 18;

    static final String LOCATION = "location";

    private static final int FRAMING_LINE = 128;
    static final int EXPECTED_LINE = 2048;
    private static final int MOST_VALUES = 16;

    private final Set<String> expected;
    private final Map<String, List<String>> values = new HashMap<>();
    private final byte[] line;
    private int length;
    private long contentLength = -1;
    private boolean encoded;
    private boolean chunked;
    private boolean compressed;

    /**
     * Nothing seen yet.
     *
     * @param expected the headers whose values are wanted, in small letters
     */
    SeenHeaders(Set<String> expected) {
        this.expected = expected;
        this.line = new byte[expected.isEmpty() ? FRAMING_LINE : EXPECTED_LINE];
    }

    /** The values of an expected header, in their order; of many only the first. */
    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Whether the body is compressed. */
    boolean compressed() {
        return compressed;
    }

    void accept(byte read) {
        if (length < line.length) {
            line[length] = read;
        }
        length++;
    }

    /** Takes note of a header; false when it makes the answer unreadable. */
    boolean endOfLine() {
        int kept = Math.min(length, line.length);
        boolean cut = length > line.length;
        length = 0;
        String written = new String(line, 0, kept, StandardCharsets.ISO_8859_1);
        int colon = written.indexOf(':');
        String name = written.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        String shown = written.substring(colon + 1).strip();
        if (expected.contains(name)) {
            List<String> known = values.computeIfAbsent(name, first -> new ArrayList<>());
            if (known.size() < MOST_VALUES) {
                known.add(shown);
            }
        }
        String value = shown.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "content-encoding" -> {
                compressed |= !value.equals("identity");
                yield true;
            }
            case "content-length" -> !cut && contentLength(value);
            case "transfer-encoding" -> {
                encoded = true;
                chunked = value.endsWith("chunked");
                yield !cut;
            }
            default -> true;
        };
    }

    /** The framing that the headers tell. */
    BodyFraming framing() {
        if (encoded) {
            return chunked ? new BodyFraming.Chunked() : new BodyFraming.UntilClose();
        }
        return contentLength < 0 ? new BodyFraming.UntilClose() : new BodyFraming.Length(contentLength);
    }

    private boolean contentLength(String value) {
        if (!isNumber(value)) {
            return false;
        }
        long announced = Long.parseLong(value);
        boolean contradiction = contentLength >= 0 && contentLength != announced;
        contentLength = announced;
        return !contradiction;
    }

    // By hand: an expression would be compiled for every answer.
    private static boolean isNumber(String value) {
        boolean digits = !value.isEmpty() && value.length() <= LONGEST_NUMBER;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        return digits;
    }
}
