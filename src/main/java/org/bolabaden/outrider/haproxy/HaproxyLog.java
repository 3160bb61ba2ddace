package org.bolabaden.outrider.haproxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;

/** What HAProxy logs about a configuration, as lines for people. Pure. */
final class HaproxyLog {
    private static final int MOST_FAULTS = 10;
    private static final int LONGEST_FAULT = 500;
    private static final Pattern ALERT = Pattern.compile("\\[ALERT]\\s*(?:\\([0-9]+\\)\\s*)?: (?:config : )?(.*)");
    private static final Pattern PLACE = Pattern.compile("(?:[Pp]arsing )?\\[([^\\]]+):([0-9]+)]\\s?:? (.*)");
    // They only say that something was said before.
    private static final Pattern ECHO =
            Pattern.compile("(?:Error\\(s\\) found in configuration file.*|Fatal errors found in configuration\\.?)");

    private HaproxyLog() {}

    /**
     * The faults, one line each, at most ten.
     *
     * @param paths by which name a file that HAProxy names shall be shown
     */
    static List<String> faults(List<String> log, Map<Path, Path> paths) {
        return log.stream()
                .map(ALERT::matcher)
                .filter(Matcher::matches)
                .map(alert -> alert.group(1).strip())
                .filter(text -> !ECHO.matcher(text).matches())
                .map(text -> shown(text, paths))
                .distinct()
                .limit(MOST_FAULTS)
                .toList();
    }

    private static String shown(String text, Map<Path, Path> paths) {
        Matcher place = PLACE.matcher(text);
        String placed = place.matches() ? place.group(1) + ":" + place.group(2) + ": " + place.group(3) : text;
        for (Map.Entry<Path, Path> path : paths.entrySet()) {
            placed = placed.replace(path.getKey().toString(), path.getValue().toString());
        }
        return Visible.line(placed, LONGEST_FAULT).replaceAll("\\s+", " ");
    }
}
