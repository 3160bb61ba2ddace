package org.bolabaden.outrider.observe;

/**
 * Where series are shown, family by family, as they are made.
 *
 * <p>For one thread. A line is {@code sample(…)}, its labels, and {@code is(…)}.
 */
public interface Exposition {
    /** What a family's values mean. */
    enum MetricType {
        COUNTER("counter"),
        GAUGE("gauge"),
        /** A sum and a count, as {@code NAME_sum} and {@code NAME_count}. */
        SUMMARY("summary");

        private final String word;

        MetricType(String word) {
            this.word = word;
        }

        /** Prometheus' word for it. */
        public String word() {
            return word;
        }
    }

    /** Something that has series to show. */
    @FunctionalInterface
    interface Source {
        /**
         * Writes all of its series, family by family.
         *
         * @throws java.io.UncheckedIOException when the reader has gone
         */
        void write(Exposition out);
    }

    /**
     * Begins a family; its samples follow.
     *
     * @param name as the samples have it, a counter's with {@code _total}
     * @param help one line
     */
    void family(String name, MetricType type, String help);

    /** Begins a sample of the family. */
    Exposition sample();

    /** Begins a sample of the family, whose name ends with that, such as {@code _sum}. */
    Exposition sample(String ending);

    /** The first labels of the sample. */
    Exposition labels(LabelSet shared);

    /** A label of the sample; what a format reserves is escaped. */
    Exposition label(String name, String value);

    /** Ends the sample with a whole number. */
    void is(long value);

    /** Ends the sample with any number. */
    void is(double value);
}
