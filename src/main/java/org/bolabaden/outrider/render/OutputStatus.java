package org.bolabaden.outrider.render;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * How an output stands.
 *
 * @param template which
 * @param state in a word
 * @param reason why, and what to do, one line; empty: nothing is to be said
 * @param since when this state began
 */
public record OutputStatus(Template template, State state, Optional<String> reason, Instant since) {
    /** What an operator wants to know of an output. */
    public enum State {
        /** The file is as rendered, and its proxy has it, or will have it when it starts. */
        LIVE,
        /** The file is as rendered, but its proxy runs with an older one, or without it, until somebody sees to that. */
        PENDING,
        /** The user's command still judges what was rendered; the old file stays until it has. */
        CHECKING,
        /** Somebody else edited the file, or it was there before us and has what the rendering lacks; it is left alone. */
        HELD,
        /** What was rendered is wrong, by its template or by a check; the old file stays. */
        REJECTED,
        /** The file could not be written, or its proxy refused it and the old one was put back. */
        FAILED
    }
}
