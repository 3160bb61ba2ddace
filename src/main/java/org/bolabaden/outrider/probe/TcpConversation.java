package org.bolabaden.outrider.probe;

import com.google.re2j.Pattern;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Heard;
import org.bolabaden.outrider.registry.Octets;
import org.jspecify.annotations.Nullable;

/** Perhaps some bytes out, then bytes in that have what is expected: for whatever protocol has a greeting. */
final class TcpConversation implements Conversation {
    static final int MOST_BYTES = 64 * 1024;

    private final Source source;
    private final Listener listener;
    private int seen;

    private TcpConversation(Source source) {
        this.source = source;
        this.listener = source.listener();
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return source.send == null ? Turn.LISTEN : source.send;
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        seen += bytes.remaining();
        return listener.heard(bytes);
    }

    @Override
    public Turn endOfStream() {
        return seen == 0 ? new Turn.Failed(Kind.RESET) : listener.endOfStream();
    }

    /** Says whether what comes is what was expected. */
    private sealed interface Listener {
        Turn heard(ByteBuffer bytes);

        Turn endOfStream();
    }

    private record AnythingGoes() implements Listener {
        @Override
        public Turn heard(ByteBuffer bytes) {
            return Turn.PASSED;
        }

        @Override
        public Turn endOfStream() {
            return Turn.PASSED;
        }
    }

    /** A text: nothing is stored. */
    private static final class ForText implements Listener {
        private final BodyPattern pattern;
        private int matched;
        private int seen;

        ForText(BodyPattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public Turn heard(ByteBuffer bytes) {
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
            return new Turn.Failed(Kind.UNEXPECTED);
        }
    }

    /** An expression, tried with each piece that comes; of many small pieces only when there is twice as much. */
    private static final class ForExpression implements Listener {
        private static final int MOST = 16 * 1024;
        private static final int MOST_TRIES = 64;

        private final Pattern pattern;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private int tries;
        private int triedAt;

        ForExpression(Pattern pattern) {
            this.pattern = pattern;
        }

        @Override
        public Turn heard(ByteBuffer bytes) {
            byte[] piece = new byte[Math.min(bytes.remaining(), MOST - heard.size())];
            bytes.get(piece);
            heard.writeBytes(piece);
            boolean full = heard.size() == MOST;
            boolean due = full || tries < MOST_TRIES || heard.size() >= 2 * triedAt;
            if (due && found()) {
                return Turn.PASSED;
            }
            return full ? new Turn.Failed(Kind.UNEXPECTED) : Turn.LISTEN;
        }

        @Override
        public Turn endOfStream() {
            return found() ? Turn.PASSED : new Turn.Failed(Kind.UNEXPECTED);
        }

        private boolean found() {
            tries++;
            triedAt = heard.size();
            return pattern.matcher(heard.toString(StandardCharsets.UTF_8)).find();
        }
    }

    /** What is sent and awaited. */
    static final class Source implements Conversation.Source {
        private static final Listener ANYTHING = new AnythingGoes();

        private final Turn.@Nullable Say send;
        private final Supplier<Listener> expected;

        private Source(Check.Tcp check) {
            this.send = check.send().map(Octets::bytes).map(Turn.Say::new).orElse(null);
            this.expected = check.expect().map(Source::listener).orElse(() -> ANYTHING);
        }

        private static Supplier<Listener> listener(Heard expected) {
            return switch (expected) {
                case Heard.Containing text -> {
                    BodyPattern pattern = new BodyPattern(text.octets().bytes());
                    yield () -> new ForText(pattern);
                }
                case Heard.Matching expression -> {
                    Pattern pattern = expression.regex().pattern();
                    yield () -> new ForExpression(pattern);
                }
            };
        }

        private Listener listener() {
            return expected.get();
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
