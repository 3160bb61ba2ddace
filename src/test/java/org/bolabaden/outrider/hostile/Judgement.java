package org.bolabaden.outrider.hostile;

/** What the oracle says of one input. */
sealed interface Judgement {
    /**
     * The parser took it.
     *
     * @param nanos of a processor
     */
    record Accepted(long nanos) implements Judgement {}

    /**
     * The parser refused it in a documented way.
     *
     * @param nanos of a processor
     */
    record Refused(long nanos) implements Judgement {}

    /** Something came of it that never must. */
    record Broken(Kind kind, String how) implements Judgement {}

    /** What never must come of an input. */
    enum Kind {
        CRASH("crash"),
        HANG("hang"),
        MEMORY("memory without bounds"),
        LEAK("leaked secret"),
        MESSAGE("message that is not one visible line"),
        INJECTION("injected line");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
