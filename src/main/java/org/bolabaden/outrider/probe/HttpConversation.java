package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;

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
            case WRONG_SERVICE -> new Turn.Failed(Kind.WRONG_SERVICE, parser.missing());
            case HEADER_MISMATCH -> new Turn.Failed(Kind.HEADER_MISMATCH, parser.missing());
            case BODY_MISMATCH -> new Turn.Failed(Kind.BODY_MISMATCH);
            case ENCODED -> new Turn.Failed(Kind.PROTOCOL, "compressed");
            case MALFORMED -> new Turn.Failed(Kind.PROTOCOL);
            case TRUNCATED -> new Turn.Failed(Kind.RESET);
        };
    }

    /** What an HTTP check sends, as bytes that are ready to go, and what it awaits. */
    static final class Source implements Conversation.Source {
        private final Turn.Say request;
        private final HttpWanted wanted;

        Source(Check.Http check, String host, String userAgent) {
            this.wanted =
                    new HttpWanted(check.expect(), check.request().method().equals("HEAD"));
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("User-Agent", userAgent);
            headers.put("Accept", "*/*");
            if (wanted.wantsBody()) {
                headers.put("Accept-Encoding", "identity");
            }
            check.request().headers().forEach((name, value) -> {
                headers.keySet().removeIf(name::equalsIgnoreCase);
                headers.put(name, value);
            });
            StringBuilder text = new StringBuilder()
                    .append(check.request().method())
                    .append(' ')
                    .append(check.request().path())
                    .append(" HTTP/1.1\r\nHost: ")
                    .append(host);
            headers.forEach((name, value) ->
                    text.append("\r\n").append(name).append(": ").append(value));
            text.append("\r\nConnection: close\r\n\r\n");
            this.request = new Turn.Say(text.toString().getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Conversation begin() {
            return new HttpConversation(request, new HttpResponseParser(wanted));
        }

        @Override
        public boolean saysTheSame(Conversation.Source other) {
            return other instanceof Source http && request.same(http.request);
        }
    }
}
