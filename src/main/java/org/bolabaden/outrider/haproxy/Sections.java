package org.bolabaden.outrider.haproxy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bolabaden.outrider.render.OutputCheck;

/**
 * The sections of a haproxy.cfg that somebody would miss. As for HAProxy itself, a line that begins with one of the words
 * begins a section, indented or not. Without {@code global} and {@code defaults}, which every file has in its own way and
 * which serve nobody alone. Pure.
 */
final class Sections {
    // Of 2.6 to 3.2.
    private static final Set<String> WORDS = Set.of(
            "frontend",
            "backend",
            "listen",
            "peers",
            "resolvers",
            "userlist",
            "mailers",
            "cache",
            "program",
            "ring",
            "http-errors",
            "log-forward",
            "log-profile",
            "fcgi-app",
            "crt-store",
            "traces",
            "acme");
    // What the built-in templates render. A backend that no other frontend uses is missed by nobody.
    private static final Pattern OURS = Pattern.compile("frontend (fe|outrider):.*|backend .*|cache outrider-.*");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    private Sections() {}

    /** Those of one file that the other lacks; of a file of ours those that we cannot have written. */
    static List<String> lost(String before, String after) {
        Set<String> lost = of(before);
        lost.removeAll(of(after));
        if (OutputCheck.isOurs(before)) {
            lost.removeIf(section -> OURS.matcher(section).matches());
        }
        return List.copyOf(lost);
    }

    /** Each as {@code frontend stats}, in the file's order. */
    static Set<String> of(String text) {
        Set<String> found = new LinkedHashSet<>();
        text.lines().forEach(line -> {
            String[] words = BLANKS.split(line.strip(), 3);
            if (WORDS.contains(words[0])) {
                found.add(words.length == 1 ? words[0] : words[0] + " " + unquoted(words[1]));
            }
        });
        return found;
    }

    private static String unquoted(String name) {
        return name.replaceAll("[\"']|#.*", "");
    }
}
