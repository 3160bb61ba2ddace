package org.bolabaden.outrider.traefik;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether Go would take a regular expression, as far as Java can tell. */
final class GoRegex {
    // Go has neither looks ahead or behind, nor atomic groups, nor references back.
    private static final Pattern BEYOND_GO = Pattern.compile("(?<!\\\\)(\\\\\\\\)*(\\(\\?(=|!|<=|<!|>)|\\\\[1-9])");

    private GoRegex() {}

    /** What is wrong with it. */
    static Optional<String> fault(String regex) {
        if (BEYOND_GO.matcher(regex).find()) {
            return Optional.of("has a look-around, an atomic group or a back reference, which Go does not have");
        }
        try {
            Pattern.compile(regex.replace("(?P<", "(?<"));
            return Optional.empty();
        } catch (PatternSyntaxException wrong) {
            return Optional.of(wrong.getDescription());
        }
    }
}
