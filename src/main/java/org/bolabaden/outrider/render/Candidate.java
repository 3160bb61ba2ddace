package org.bolabaden.outrider.render;

import java.nio.file.Path;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * A rendered text that may replace an output, once every check has passed it.
 *
 * @param template which
 * @param file where it is written for the checks: beside the output, under a name that no proxy reads
 * @param text what was rendered
 */
public record Candidate(Template template, Path file, String text) {
    /** Which program will read it. */
    public Proxy proxy() {
        return Proxy.of(template);
    }
}
