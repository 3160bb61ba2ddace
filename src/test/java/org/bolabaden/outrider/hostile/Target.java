package org.bolabaden.outrider.hostile;

import java.util.List;
import java.util.Optional;

/**
 * A parser, and what it is promised to do with what it does not understand.
 *
 * @param name also of the directory of its corpus
 * @param refusals the exceptions that its documentation names
 * @param parser as production calls it
 * @param grammar writes inputs that get past its first line, if bytes alone would not
 * @param keepsSecret whether {@link Hostile#SECRET} is planted: it knows the secret, or may meet it in the input, and must
 *     not tell it
 */
public record Target(
        String name,
        List<Class<? extends Exception>> refusals,
        Parser parser,
        Optional<Grammar> grammar,
        boolean keepsSecret) {
    public Target {
        refusals = List.copyOf(refusals);
    }

    /** A parser that answers each input, and throws nothing. */
    public static Target answering(String name, Parser parser) {
        return new Target(name, List.of(), parser, Optional.empty(), false);
    }

    /** A parser that refuses by an exception. */
    public static Target refusing(String name, Class<? extends Exception> refusal, Parser parser) {
        return new Target(name, List.of(refusal), parser, Optional.empty(), false);
    }

    /** The same, with inputs by a grammar besides. */
    public Target by(Grammar writer) {
        return new Target(name, refusals, parser, Optional.of(writer), keepsSecret);
    }

    /** The same, with the secret planted. */
    public Target keepingSecret() {
        return new Target(name, refusals, parser, grammar, true);
    }

    boolean refusesBy(Throwable thrown) {
        return refusals.stream().anyMatch(refusal -> refusal.isInstance(thrown));
    }

    @Override
    public String toString() {
        return name;
    }
}
