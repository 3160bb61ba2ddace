package org.bolabaden.outrider.peers;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeName;

/**
 * Another node's sidecar, as it is seen from here. Immutable; times are those of this machine.
 *
 * @param node which
 * @param url where it is asked
 * @param contact whether it answers
 * @param since since when it does, or does not; at first: since when it is asked
 * @param failures how many questions in a row had no good answer
 * @param heard when the last good answer came; empty: none came since this process began
 * @param fault why the last question had no good answer; empty: it had one, or none was asked
 * @param view what it said last, even if that was to an earlier process; empty: nothing yet
 */
public record Member(
        NodeName node,
        URI url,
        Contact contact,
        Instant since,
        int failures,
        Optional<Instant> heard,
        Optional<String> fault,
        Optional<LocalView> view) {
    // As a backend: one lost packet, or a restart, is no news.
    static final int FALL = 3;
    // A store that was emptied has everybody back within an interval.
    static final int FALL_OF_KEYS = 2;
    // A whole fleet that starts takes some seconds.
    static final int FALL_AT_FIRST = 6;

    /** Whether a peer answers. */
    public enum Contact {
        /** It has not been asked often enough to tell. */
        UNKNOWN("unknown"),
        UP("up"),
        DOWN("down");

        private final String word;

        Contact(String word) {
            this.word = word;
        }

        /** The word in the API. */
        public String word() {
            return word;
        }
    }

    static Member first(NodeName node, URI url, Instant now, Optional<LocalView> remembered) {
        return new Member(node, url, Contact.UNKNOWN, now, 0, Optional.empty(), Optional.empty(), remembered);
    }

    /** Whether it answers. */
    public boolean up() {
        return contact == Contact.UP;
    }

    Member at(URI other) {
        return new Member(node, other, contact, since, failures, heard, fault, view);
    }

    Member answered(Optional<LocalView> news, Instant now) {
        return new Member(
                node, url, Contact.UP, up() ? since : now, 0, Optional.of(now), Optional.empty(), news.or(() -> view));
    }

    Member failed(String why, Instant now) {
        return failed(why, now, contact == Contact.UNKNOWN ? FALL_AT_FIRST : FALL);
    }

    /** Its key is not in the store. */
    Member absent(Instant now) {
        return failed("it says nothing in the store: it does not run, or does not reach the store", now, FALL_OF_KEYS);
    }

    /** Nobody can tell: the store is out of reach. */
    Member unknown(String why, Instant now) {
        return new Member(
                node, url, Contact.UNKNOWN, contact == Contact.UNKNOWN ? since : now, 0, heard, Optional.of(why), view);
    }

    private Member failed(String why, Instant now, int limit) {
        int more = failures + 1;
        boolean falls = contact != Contact.DOWN && more >= limit;
        return new Member(
                node, url, falls ? Contact.DOWN : contact, falls ? now : since, more, heard, Optional.of(why), view);
    }
}
