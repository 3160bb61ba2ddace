package org.bolabaden.outrider.probe;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Picks from a header block what tells where the body ends. Only made for checks that look at the body: the others have
 * no use for headers, and are many.
 */
final class FramingHeaders {
    private final byte[] line = new byte[128];
    private int length;
    private long contentLength = -1;
    private boolean encoded;
    private boolean chunked;

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
        String text = new String(line, 0, kept, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1).strip();
        return switch (text.substring(0, Math.max(colon, 0))) {
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
        if (!value.matches("[0-9]{1,18}")) {
            return false;
        }
        long announced = Long.parseLong(value);
        boolean contradiction = contentLength >= 0 && contentLength != announced;
        contentLength = announced;
        return !contradiction;
    }
}
