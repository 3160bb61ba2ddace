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
}
