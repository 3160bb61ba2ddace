package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What is said over the connection of one check; a kind of check is one of these. It knows no sockets, clocks or threads:
 * it is told what happens and says what comes next. The {@link Exchange} has the connection, TLS, the deadline and the
 * timings. Not to be told anything after it has passed or failed.
 */
interface Conversation {
    /**
     * The connection is there, TLS included where it is wanted.
     *
     * @param now when the check started
     * @param observed what is known of the peer by now
     */
    Turn connected(Instant now, Observed observed);

    /** The next bytes, one at least; what is not taken is gone. */
    Turn received(ByteBuffer bytes);

    /** The peer has closed its side. */
    default Turn endOfStream() {
        return new Turn.Failed(FailureReason.Kind.RESET);
    }

    /** The HTTP status that came back; 0: none, or another protocol. */
    default int status() {
        return 0;
    }

    /** Makes the conversation of each check of a backend: what is the same for all of them is worked out once. */
    interface Source {
        /** A new one. */
        Conversation begin();

        /**
         * Whether the first word is ours; false: the peer is waited for. The acknowledgement that ends the TCP handshake
         * can only wait for our bytes if there are some.
         */
        default boolean speaksFirst() {
            return true;
        }

        /** Whether the other says the same to the same check, so that an answer to one is an answer to both. */
        default boolean saysTheSame(Source other) {
            return true;
        }
    }
}
