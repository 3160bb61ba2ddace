package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Octets;
import org.jspecify.annotations.Nullable;

/** Perhaps some bytes out, then bytes in that contain a text: for whatever protocol has a greeting. */
final class TcpConversation implements Conversation {
    static final int MOST_BYTES = 64 * 1024;

    private final Source source;
    private int matched;
    private int seen;

    private TcpConversation(Source source) {
        this.source = source;
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return source.send == null ? Turn.LISTEN : source.send;
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        BodyPattern pattern = source.pattern;
        if (pattern == null) {
            return Turn.PASSED;
        }
        while (bytes.hasRemaining()) {
            matched = pattern.next(matched, bytes.get());
            seen++;
            if (pattern.complete(matched)) {
                return Turn.PASSED;
            }
            if (seen == MOST_BYTES) {
                return new Turn.Failed(Kind.UNEXPECTED);
            }
        }
        return Turn.LISTEN;
    }

    @Override
    public Turn endOfStream() {
        return new Turn.Failed(seen == 0 ? Kind.RESET : Kind.UNEXPECTED);
    }

    /** What is sent and awaited. */
    static final class Source implements Conversation.Source {
        private final Turn.@Nullable Say send;
        private final @Nullable BodyPattern pattern;

        private Source(Check.Tcp check) {
            this.send = check.send().map(Octets::bytes).map(Turn.Say::new).orElse(null);
            this.pattern =
                    check.expect().map(Octets::bytes).map(BodyPattern::new).orElse(null);
        }

        /** Null: connecting is all there is. */
        static @Nullable Source of(Check.Tcp check) {
            return check.send().isEmpty() && check.expect().isEmpty() ? null : new Source(check);
        }

        @Override
        public Conversation begin() {
            return new TcpConversation(this);
        }

        @Override
        public boolean speaksFirst() {
            return send != null;
        }
    }
}
