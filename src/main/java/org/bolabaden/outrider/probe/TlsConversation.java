package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/** Nothing is said: the handshake was the check, and the certificate must be valid for some time still. */
record TlsConversation(Duration minValidity) implements Conversation {
    @Override
    public Turn connected(Instant now, Observed observed) {
        boolean soon = observed.certificateExpiry()
                .filter(expiry -> expiry.isBefore(now.plus(minValidity)))
                .isPresent();
        return soon ? new Turn.Failed(FailureReasons.tls("expires_soon")) : Turn.PASSED;
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        throw new IllegalStateException("nothing is awaited");
    }

    /** Makes them. */
    record Source(Duration minValidity) implements Conversation.Source {
        @Override
        public Conversation begin() {
            return new TlsConversation(minValidity);
        }
    }
}
