package org.bolabaden.outrider.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Prometheus' text format 0.0.4, written as the series are made: one buffer, whatever their number. 20,000 backends are
 * 126,000 lines; made at once they were 13.5 MB, and the collection of the whole heap that followed made checks late.
 */
public final class TextExposition implements Exposition {
    private static final int BUFFER = 8_192;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private String family = "";
    private boolean labelled;

    /** A text that begins; what is written goes there, at the latest at {@link #flush()}. */
    public TextExposition(OutputStream out) {
        this.out = out;
    }

    @Override
    public void family(String name, MetricType type, String help) {
        family = name;
        text("# HELP ").text(name).text(" ").text(help).text("\n");
        text("# TYPE ").text(name).text(" ").text(type.word()).text("\n");
    }

    @Override
    public Exposition sample() {
        return sample("");
    }

    @Override
    public Exposition sample(String ending) {
        labelled = false;
        return text(family).text(ending);
    }

    @Override
    public Exposition label(String name, String value) {
        text(labelled ? "," : "{").text(name).text("=\"");
        labelled = true;
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '"' -> text("\\\"");
                case '\\' -> text("\\\\");
                case '\n' -> text("\\n");
                default -> i = plain(value, i);
            }
        }
        return text("\"");
    }

    @Override
    public void is(long value) {
        end();
        if (value >= 0 && value <= 9) {
            octet((byte) ('0' + value));
        } else {
            text(Long.toString(value));
        }
        text(".0\n");
    }

    @Override
    public void is(double value) {
        end();
        text(Double.toString(value));
        octet((byte) '\n');
    }

    /**
     * Hands over what is left in the buffer.
     *
     * @throws UncheckedIOException when the reader has gone
     */
    public void flush() {
        try {
            out.write(buffer, 0, used);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        used = 0;
    }

    private void end() {
        text(labelled ? "} " : " ");
    }

    /** One character, or two that are one, from that place on; returns where it ended. */
    private int plain(String value, int at) {
        if (value.charAt(at) < 0x80) {
            octet((byte) value.charAt(at));
            return at;
        }
        int length = Character.charCount(value.codePointAt(at));
        for (byte octet : value.substring(at, at + length).getBytes(StandardCharsets.UTF_8)) {
            octet(octet);
        }
        return at + length - 1;
    }

    private TextExposition text(String words) {
        for (int i = 0; i < words.length(); i++) {
            i = plain(words, i);
        }
        return this;
    }

    private void octet(byte octet) {
        if (used == BUFFER) {
            flush();
        }
        buffer[used++] = octet;
    }
}
