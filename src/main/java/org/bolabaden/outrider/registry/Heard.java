package org.bolabaden.outrider.registry;

import java.util.Optional;

/** What the answer over TCP must have. */
public sealed interface Heard {
    /** These bytes, within the first 64 KiB. */
    record Containing(Octets octets) implements Heard {}

    /** Something in which the expression is found, within the first 16 KiB. */
    record Matching(Regex regex) implements Heard {}

    /**
     * Reads the written form: a text, or a tilde and an expression. Empty when the text is not one.
     *
     * @throws IllegalArgumentException when the expression is not one
     */
    static Optional<Heard> parse(String written) {
        return written.startsWith("~")
                ? Optional.of(new Matching(new Regex(written.substring(1).strip())))
                : Octets.parse(written).map(Containing::new);
    }
}
