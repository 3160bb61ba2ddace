package org.bolabaden.outrider.acceptance;

/**
 * What became of one request.
 *
 * @param began milliseconds since the epoch
 * @param asked the URL, or {@code redis:} and the number of the write
 * @param address the node that took the connection
 * @param refused how many nodes before it could not be connected to
 * @param outcome the status and who served, {@code OK} of a write, or how it failed
 */
record Visit(long began, long took, String asked, String address, int refused, String outcome) {
    static Visit of(String line) {
        String[] words = line.split(" ", 6);
        return new Visit(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                words[2],
                words[3],
                Integer.parseInt(words[4]),
                words[5]);
    }

    boolean isWrite() {
        return asked.startsWith("redis:");
    }

    boolean failed() {
        return isWrite() ? !outcome.equals("OK") : !outcome.startsWith("200:");
    }

    long ended() {
        return began + took;
    }

    /** Whether it was under way at that moment. */
    boolean spans(long moment) {
        return began <= moment && ended() >= moment;
    }

    /** The name of the site, or {@code redis}. */
    String site() {
        return isWrite() ? "redis" : asked.substring(asked.lastIndexOf('/') + 1);
    }

    /** Which node's backend answered; empty when none did. */
    String server() {
        int colon = outcome.indexOf(':');
        return failed() || colon < 0 ? "" : outcome.substring(colon + 1);
    }
}
