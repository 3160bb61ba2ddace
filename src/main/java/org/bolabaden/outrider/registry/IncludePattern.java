package org.bolabaden.outrider.registry;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;

/** How an entry of {@code include:} is written: a relative path whose segments may be globs. */
final class IncludePattern {
    static final String ANY_DEPTH = "**";

    static final ScalarForm<String> FORM = ScalarForm.text(
            "an include",
            "a relative path or glob such as services.d/*.yaml, without .. and inside the configuration directory",
            text -> Optional.of(text).filter(IncludePattern::isValid),
            schema -> schema.put("pattern", "^(?![/~])(?!(.*/)?\\.\\.(/|$)).{1,1024}$"));

    private IncludePattern() {}

    static List<String> segments(String pattern) {
        return List.of(pattern.split("/")).stream()
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
    }

    static boolean isGlob(String pattern) {
        return pattern.chars().anyMatch(c -> "*?[]{}\\".indexOf(c) >= 0);
    }

    /** Decides about the last name of a path. */
    static PathMatcher matcher(String segment) {
        PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + segment);
        // As in a shell: editors, git and Syncthing keep their unfinished files under hidden names.
        boolean hiddenToo = segment.startsWith(".");
        return name -> (hiddenToo || !name.toString().startsWith("."))
                && glob.matches(name)
                && !TransferNames.isPassing(name.toString());
    }

    private static boolean isValid(String text) {
        if (text.isBlank() || text.length() > 1024 || text.startsWith("/") || text.startsWith("~")) {
            return false;
        }
        List<String> segments = segments(text);
        segments.stream().filter(IncludePattern::isGlob).forEach(IncludePattern::matcher);
        return !segments.isEmpty()
                && segments.stream().noneMatch(s -> s.equals(".."))
                && !Path.of(text).isAbsolute();
    }
}
