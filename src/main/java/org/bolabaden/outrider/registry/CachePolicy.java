package org.bolabaden.outrider.registry;

import java.time.Duration;

/**
 * What the edge may keep of a service's answers, and for how long.
 *
 * @param scope which answers
 * @param time for how long; 1 s to 365 days, whole seconds
 */
public record CachePolicy(Scope scope, Duration time) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Which answers are kept; the words of the file. */
    public enum Scope {
        /** Those to requests for files by their extension: images, style sheets, scripts, fonts. */
        STATIC,
        /** All that HTTP allows to keep. */
        ALL;

        /** The word in the file. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public CachePolicy {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("cache time out of range: " + time + " (1s to 365d)");
        }
    }
}
