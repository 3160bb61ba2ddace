package org.bolabaden.outrider.render;

import java.util.List;

/** Judges candidates before they replace anything. Blocks for at most a time limit of its own; never changes a file. */
@FunctionalInterface
public interface OutputCheck {
    /**
     * Judges all candidates of one proxy together, because one may refer to another.
     *
     * @return what is wrong, one line for people each, with the output's place where one is known; empty: nothing
     */
    List<String> problems(List<Candidate> candidates);

    /**
     * What a file defines by name and the text that shall replace it does not, in the file's order and in words for people
     * such as {@code frontend stats}. Of a file that we wrote (see {@link #isOurs}) only what must be by another hand.
     */
    default List<String> lost(String before, String after) {
        return List.of();
    }

    /** Whether a text was rendered from a built-in template, though its record may be lost. */
    static boolean isOurs(String text) {
        return text.stripLeading().startsWith("# Rendered by Outrider from ");
    }
}
