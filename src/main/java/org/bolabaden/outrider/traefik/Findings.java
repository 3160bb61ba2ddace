package org.bolabaden.outrider.traefik;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.observe.Visible;

/** What is wrong with one file, as lines for people. */
final class Findings {
    // A file that is wrong throughout is not shown throughout.
    private static final int MOST = 50;
    private static final int LONGEST = 600;

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    Findings(Path file) {
        this.file = file;
    }

    void add(int line, String what) {
        if (lines.size() < MOST) {
            lines.add(file + ":" + line + ": " + Visible.line(what, LONGEST));
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
