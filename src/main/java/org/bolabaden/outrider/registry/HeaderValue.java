package org.bolabaden.outrider.registry;

/** What the value of a header must be. */
public sealed interface HeaderValue {
    /** That text, letter by letter. */
    record Exactly(String text) implements HeaderValue {}

    /** Something in which the expression is found. */
    record Matching(Regex regex) implements HeaderValue {}

    /**
     * Reads the written form: a text, or a tilde and an expression.
     *
     * @throws IllegalArgumentException when the expression is not one
     */
    static HeaderValue parse(String written) {
        return written.startsWith("~")
                ? new Matching(new Regex(written.substring(1).strip()))
                : new Exactly(written.strip());
    }
}
