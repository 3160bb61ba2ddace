package org.bolabaden.outrider.traefik;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads Prometheus' text format 0.0.4, as far as counters need it. Pure. */
final class PrometheusText {
    private PrometheusText() {}

    /**
     * One sample.
     *
     * @param name the metric's
     * @param labels by name
     * @param value may be NaN or infinite
     */
    record Sample(String name, Map<String, String> labels, double value) {
        Sample {
            labels = Map.copyOf(labels);
        }

        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    /** Hands over each sample of these metrics; comments, other metrics and lines that cannot be read are left out. */
    static void read(String text, Set<String> names, Consumer<Sample> to) {
        int line = 0;
        while (line < text.length()) {
            int end = text.indexOf('\n', line);
            int stop = end < 0 ? text.length() : end;
            if (names.contains(name(text, line, stop))) {
                new Cursor(text, line, stop).sample().ifPresent(to);
            }
            line = stop + 1;
        }
    }

    private static String name(String text, int from, int stop) {
        int at = from;
        while (at < stop && text.charAt(at) != '{' && text.charAt(at) != ' ') {
            at++;
        }
        return text.substring(from, at);
    }

    /** A place in a line. */
    private static final class Cursor {
        private final String text;
        private final int stop;
        private int at;

        Cursor(String text, int from, int stop) {
            this.text = text;
            this.at = from;
            this.stop = stop;
        }

        Optional<Sample> sample() {
            String name = name(text, at, stop);
            at += name.length();
            Map<String, String> labels = new HashMap<>();
            if (peek() == '{') {
                at++;
                while (peek() != '}') {
                    if (!label(labels)) {
                        return Optional.empty();
                    }
                }
                at++;
            }
            return value().map(value -> new Sample(name, labels, value));
        }

        /** The character here; one that no line has at its end. */
        private char peek() {
            return at < stop ? text.charAt(at) : '\n';
        }

        private boolean label(Map<String, String> labels) {
            int equals = text.indexOf('=', at);
            if (equals < 0 || equals + 1 >= stop || text.charAt(equals + 1) != '"') {
                return false;
            }
            String label = text.substring(at, equals).strip();
            at = equals + 2;
            StringBuilder value = new StringBuilder();
            while (peek() != '"') {
                if (at >= stop) {
                    return false;
                }
                value.append(character());
            }
            at++;
            labels.put(label, value.toString());
            if (peek() == ',') {
                at++;
            }
            return at < stop;
        }

        private char character() {
            char c = text.charAt(at++);
            if (c != '\\') {
                return c;
            }
            char escaped = peek();
            at++;
            return escaped == 'n' ? '\n' : escaped;
        }

        /** What follows the labels; a time behind it is left out. */
        private Optional<Double> value() {
            String[] words = text.substring(Math.min(at, stop), stop).strip().split(" ", 2);
            try {
                return Optional.of(
                        switch (words[0]) {
                            case "+Inf" -> Double.POSITIVE_INFINITY;
                            case "-Inf" -> Double.NEGATIVE_INFINITY;
                            default -> Double.parseDouble(words[0]);
                        });
            } catch (NumberFormatException notANumber) {
                return Optional.empty();
            }
        }
    }
}
