package org.bolabaden.outrider.render;

import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * What an output would be, were it written now.
 *
 * @param template which
 * @param text what was rendered; empty: the template has a mistake, told in {@code problems}
 * @param problems what stands against writing it, one line each; empty: nothing
 * @param current what the file has now; empty: there is no such file
 */
public record Preview(Template template, Optional<String> text, List<String> problems, Optional<String> current) {
    public Preview {
        problems = List.copyOf(problems);
    }

    /** What would change in the file, as {@code diff -u} prints it; empty: nothing, or nothing was rendered. */
    public String diff() {
        return text.map(next -> Diffs.unified(
                        current.orElse(""), next, template.output().toString()))
                .orElse("");
    }
}
