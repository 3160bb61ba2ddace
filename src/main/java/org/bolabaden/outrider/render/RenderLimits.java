package org.bolabaden.outrider.render;

import java.time.Duration;

/**
 * What one rendering may take. A runaway loop in a user's template shall cost its own output, not the process: the native
 * executable has a heap of 96 MiB, which a text is held in about twice.
 *
 * @param bytes of the rendered text in UTF-8
 * @param time from the first expression to the last
 */
record RenderLimits(long bytes, Duration time) {
    /** 16 MiB, room for more than 100,000 lines of servers; 10 s, in which the event and the other outputs can still wait. */
    static final RenderLimits DEFAULT = new RenderLimits(16 << 20, Duration.ofSeconds(10));

    /** The size in words: {@code 16 MiB}. */
    String size() {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }

    /** The time in words: {@code 10 s}. */
    String seconds() {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() / 1e3 + " s";
    }
}
