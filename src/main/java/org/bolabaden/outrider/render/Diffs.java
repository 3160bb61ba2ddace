package org.bolabaden.outrider.render;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.util.List;

/** What differs between two versions of an output. */
public final class Diffs {
    // What diff -u shows.
    private static final int CONTEXT = 3;

    private Diffs() {}

    /**
     * The difference as {@code diff -u} prints it, each line ended by a line break; empty: there is none.
     *
     * @param name of the file, in the two header lines
     */
    public static String unified(String oldText, String newText, String name) {
        List<String> old = lines(oldText);
        List<String> unified =
                UnifiedDiffUtils.generateUnifiedDiff(name, name, old, DiffUtils.diff(old, lines(newText)), CONTEXT);
        return unified.isEmpty() ? "" : String.join("\n", unified) + "\n";
    }

    /** How much changed, in a few words: {@code 3 lines added, 1 removed}. */
    public static String summary(String oldText, String newText) {
        Patch<String> patch = DiffUtils.diff(lines(oldText), lines(newText));
        int added = 0;
        int removed = 0;
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            added += delta.getTarget().size();
            removed += delta.getSource().size();
        }
        return added + (added == 1 ? " line" : " lines") + " added, " + removed + " removed";
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
