package org.bolabaden.outrider.observe;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * Labels that many series share, such as those of one backend: escaped and encoded for Prometheus' text format once.
 * Immutable.
 */
public final class LabelSet {
    private final String[] words;
    private final byte[] text;

    private LabelSet(String... words) {
        this.words = words;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < words.length; i += 2) {
            line.append(i == 0 ? "" : ",").append(words[i]).append("=\"");
            escape(words[i + 1], line);
            line.append('"');
        }
        text = line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The label of a service. */
    public static LabelSet ofService(String service) {
        return new LabelSet("service", service);
    }

    /**
     * The labels of a backend.
     *
     * @param backend its address, {@code host:port}
     */
    public static LabelSet ofBackend(String service, String backend, String node) {
        return new LabelSet("service", service, "backend", backend, "node", node);
    }

    /** Hands out each name and its value, in order. */
    public void forEach(BiConsumer<String, String> taker) {
        for (int i = 0; i < words.length; i += 2) {
            taker.accept(words[i], words[i + 1]);
        }
    }

    /** Their text, without braces; not to be changed. */
    byte[] text() {
        return text;
    }

    /** What stands for a value in Prometheus' text format. */
    static void escape(String value, StringBuilder to) {
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            switch (next) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                default -> to.append(next);
            }
        }
    }
}
