package org.bolabaden.outrider.dns.keep;

/** What a simulated provider has against a call. */
public final class ZoneFaults {
    private ZoneFaults() {}

    /** The zone is not as it was read. */
    public static ZoneException conflict(String message) {
        return ZoneException.conflict(message);
    }

    /** Anything else. */
    public static ZoneException because(String message) {
        return ZoneException.because(message);
    }
}
