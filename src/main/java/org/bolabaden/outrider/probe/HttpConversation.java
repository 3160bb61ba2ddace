package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;
import org.jspecify.annotations.Nullable;

/** One request, one answer. */
final class HttpConversation implements Conversation {
    private final Turn.Say request;
    private final HttpResponseParser parser;

    private HttpConversation(Turn.Say request, HttpResponseParser parser) {
        this.request = request;
        this.parser = parser;
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return request;
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        return turn(parser.feed(bytes));
    }

    @Override
    public Turn endOfStream() {
        return turn(parser.endOfStream());
    }

    @Override
    public int status() {
        return parser.status();
    }

    private Turn turn(Progress progress) {
        return switch (progress) {
            case INCOMPLETE -> Turn.LISTEN;
            case PASSED -> Turn.PASSED;
            case WRONG_STATUS -> new Turn.Failed(Kind.STATUS, Integer.toString(parser.status()));
            case BODY_MISMATCH -> new Turn.Failed(Kind.BODY_MISMATCH);
            case MALFORMED -> new Turn.Failed(Kind.PROTOCOL);
            case TRUNCATED -> new Turn.Failed(Kind.RESET);
        };
    }

    /** What an HTTP check sends, as bytes that are ready to go, and what it awaits. */
    static final class Source implements Conversation.Source {
        private final Turn.Say request;
        private final Check.Http check;
        private final @Nullable BodyPattern pattern;

        Source(Check.Http check, String host, String userAgent) {
            this.check = check;
            this.pattern = check.body().map(BodyPattern::new).orElse(null);
            String text = check.method() + " " + check.path() + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: "
                    + userAgent + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            this.request = new Turn.Say(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Conversation begin() {
            boolean head = check.method().equals("HEAD");
            return new HttpConversation(request, new HttpResponseParser(check.status(), pattern, head));
        }

        @Override
        public boolean saysTheSame(Conversation.Source other) {
            return other instanceof Source http && request.same(http.request);
        }
    }
}
