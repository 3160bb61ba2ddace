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
    private static final int BUFFER = 16_384;
    private static final int ASCII = 0x80;

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
    public Exposition labels(LabelSet shared) {
        text(labelled ? "," : "{");
        labelled = true;
        return octets(shared.text());
    }

    @Override
    public Exposition label(String name, String value) {
        StringBuilder escaped = new StringBuilder(value.length());
        LabelSet.escape(value, escaped);
        text(labelled ? "," : "{").text(name).text("=\"").text(escaped.toString());
        labelled = true;
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

    /** Most is ASCII, and goes into the buffer as it is; what is not, or does not fit, takes the long way. */
    private TextExposition text(String words) {
        int length = words.length();
        if (length > BUFFER - used) {
            return octets(words.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < length; i++) {
            char next = words.charAt(i);
            if (next >= ASCII) {
                return octets(words.getBytes(StandardCharsets.UTF_8));
            }
            buffer[used + i] = (byte) next;
        }
        used += length;
        return this;
    }

    private TextExposition octets(byte[] octets) {
        int from = 0;
        while (octets.length - from > BUFFER - used) {
            int part = BUFFER - used;
            System.arraycopy(octets, from, buffer, used, part);
            used = BUFFER;
            from += part;
            flush();
        }
        System.arraycopy(octets, from, buffer, used, octets.length - from);
        used += octets.length - from;
        return this;
    }

    private void octet(byte octet) {
        if (used == BUFFER) {
            flush();
        }
        buffer[used++] = octet;
    }
}
