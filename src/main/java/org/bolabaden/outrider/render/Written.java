package org.bolabaden.outrider.render;

import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * An output whose file is as rendered, so that its proxy may read it.
 *
 * @param rendered what the file has
 * @param before what we remembered before this round
 * @param after what we remember now, but for what the proxy makes of it
 * @param replaced what the file had before; empty: there was none, or nothing was written
 * @param now whether it was written in this round
 */
record Written(Rendered rendered, OutputRecord before, OutputRecord after, Optional<Content> replaced, boolean now) {
    Template template() {
        return rendered.template();
    }

    /** Whether somebody reloads its proxy at all. */
    boolean reloadable() {
        return rendered.proxy() == Proxy.HAPROXY || !template().reload().isEmpty();
    }

    /** Whether its proxy must read it anew. */
    boolean needsReload() {
        return reloadable() && !rendered.liveIn(after);
    }

    /** What changed in the file, in a few words. */
    String summary() {
        return replaced.map(old -> Diffs.summary(old.text(), rendered.text()))
                .orElseGet(() -> "new, " + rendered.text().lines().count() + " lines");
    }
}
