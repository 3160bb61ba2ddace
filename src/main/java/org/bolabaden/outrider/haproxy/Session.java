package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;

/**
 * A session that has a way to a server, or is making one, as {@code show sess} tells it.
 *
 * @param id HAProxy's name for it, an address in its memory: once the session has ended another one may have it
 * @param server where it goes
 */
record Session(String id, ServerRef server) {
    // The state of the side towards the server, the same number in 2.6, 3.0 and 3.2. 3.0.11 keeps a session that was
    // cut
    // while it was connecting for good, with this side closed.
    private static final String CLOSED = "10";

    /** The sessions of one worker; those that go to no server, or no longer, are left out. */
    static List<Session> parse(String answer) {
        List<Session> sessions = new ArrayList<>();
        answer.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            String backend = word(line, " be=", ' ');
            String server = word(line, " srv=", ' ');
            boolean named = ServerRef.isName(backend) && ServerRef.isName(server);
            if (named && isId(line, colon) && !word(line, " scb=[", ',').equals(CLOSED)) {
                sessions.add(new Session(line.substring(0, colon), new ServerRef(backend, server)));
            }
        });
        return sessions;
    }

    private static boolean isId(String line, int end) {
        return end > 2
                && end <= 18
                && line.startsWith("0x")
                && line.substring(2, end).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static String word(String line, String before, char after) {
        int at = line.indexOf(before);
        int start = at + before.length();
        int end = at < 0 ? -1 : line.indexOf(after, start);
        return end < 0 ? "" : line.substring(start, end);
    }
}
