package org.bolabaden.outrider.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as a user writes them: text (UTF-8), with {@code \\r}, {@code \\n}, {@code \\t}, {@code \\\\} and {@code
 * \\xHH} for what a keyboard lacks.
 *
 * @param latin1 one character a byte, which makes equality and printing easy
 */
public record Octets(String latin1) {
    /** More than any greeting or command that a check has use for. */
    public static final int MOST = 1024;

    private static final Pattern PART = Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9A-Fa-f]{2}))|[^\\\\]+");

    public Octets {
        if (latin1.isEmpty() || latin1.length() > MOST || latin1.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("not 1 to " + MOST + " bytes");
        }
    }

    /** Reads the written form; empty when it has another escape, or not 1 to 1024 bytes. */
    public static Optional<Octets> parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = PART.matcher(text);
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            bytes.writeBytes(decoded(part));
            end = part.end();
        }
        return end < text.length() || bytes.size() == 0 || bytes.size() > MOST
                ? Optional.empty()
                : Optional.of(new Octets(bytes.toString(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] decoded(Matcher part) {
        if (part.group(2) != null) {
            return new byte[] {(byte) Integer.parseInt(part.group(2), 16)};
        }
        if (part.group(1) == null) {
            return part.group().getBytes(StandardCharsets.UTF_8);
        }
        return switch (part.group(1)) {
            case "r" -> new byte[] {'\r'};
            case "n" -> new byte[] {'\n'};
            case "t" -> new byte[] {'\t'};
            default -> new byte[] {'\\'};
        };
    }

    /** The bytes; a new array each time. */
    public byte[] bytes() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
