package org.bolabaden.outrider.registry;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression in the syntax of RE2, which is matched in a time that grows with the text alone: a hostile answer
 * cannot make it slow.
 *
 * @param text as it was written; 1 to 1024 characters
 */
public record Regex(String text) {
    /** The longest. */
    public static final int MOST = 1024;

    public Regex {
        if (text.isEmpty() || text.length() > MOST) {
            throw new IllegalArgumentException("not 1 to " + MOST + " characters");
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not an RE2 expression: " + e.getMessage(), e);
        }
    }

    /** Ready to match. */
    public Pattern pattern() {
        return Pattern.compile(text);
    }
}
