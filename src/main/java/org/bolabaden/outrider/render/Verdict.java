package org.bolabaden.outrider.render;

import java.util.List;

/** What the user's own command holds of a candidate. */
sealed interface Verdict {
    /** It may replace its output; there may be no such command. */
    record Passed() implements Verdict {}

    /**
     * It may not.
     *
     * @param problems what is wrong, one line each
     */
    record Refused(List<String> problems) implements Verdict {}

    /**
     * The command was killed before it had judged: that says more of the command than of the candidate.
     *
     * @param problems how it came to that, one line each
     */
    record Hung(List<String> problems) implements Verdict {}

    /** This program is stopping, and nobody knows. */
    record Unknown() implements Verdict {}
}
