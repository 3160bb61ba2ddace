package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What comes next in a {@link Conversation}. */
sealed interface Turn {
    /** Nothing is decided: wait for what the peer says. */
    Turn LISTEN = new Listen();

    /** The check has passed. */
    Turn PASSED = new Passed();

    /** Wait for what the peer says. */
    record Listen() implements Turn {}

    /** All that was asked for is there. */
    record Passed() implements Turn {}

    /** Send, then listen. The bytes are made once and never change, so that one serves all checks of a backend. */
    final class Say implements Turn {
        private final byte[] bytes;

        /**
         * Says that.
         *
         * @param bytes one at least; not to be changed any more
         */
        Say(byte[] bytes) {
            this.bytes = bytes;
        }

        int length() {
            return bytes.length;
        }

        void writeTo(ByteBuffer buffer) {
            buffer.put(bytes);
        }

        boolean same(Say other) {
            return Arrays.equals(bytes, other.bytes);
        }
    }

    /**
     * Something slow is needed first: a file. The deadline stands still meanwhile, and the conversation is told
     * {@link Conversation#connected} once more when it is done.
     *
     * @param work run off the loop; must not throw
     */
    record Prepare(Runnable work) implements Turn {}

    /** The answer is elsewhere: the connection is closed, and on a new one that is said instead. The deadline stays. */
    record Reconnect(Conversation.Source next) implements Turn {}

    /** The check has failed. */
    record Failed(FailureReason reason) implements Turn {
        Failed(FailureReason.Kind kind) {
            this(new FailureReason(kind));
        }

        Failed(FailureReason.Kind kind, String detail) {
            this(new FailureReason(kind, detail));
        }
    }
}
