package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.registry.Check;

/** One request, one answer; and where that is a redirect to follow, the next. */
final class HttpConversation implements Conversation {
    private static final int MOST_REDIRECTS = 5;

    private final Source source;
    private final HttpResponseParser parser;

    private HttpConversation(Source source) {
        this.source = source;
        this.parser = new HttpResponseParser(source.wanted);
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        return source.said;
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
            case REDIRECTED -> redirected();
            case WRONG_STATUS -> new Turn.Failed(Kind.STATUS, Integer.toString(parser.status()));
            case WRONG_SERVICE -> new Turn.Failed(Kind.WRONG_SERVICE, parser.missing());
            case HEADER_MISMATCH -> new Turn.Failed(Kind.HEADER_MISMATCH, parser.missing());
            case BODY_MISMATCH -> new Turn.Failed(Kind.BODY_MISMATCH);
            case ENCODED -> new Turn.Failed(Kind.PROTOCOL, "compressed");
            case MALFORMED -> new Turn.Failed(Kind.PROTOCOL);
            case TRUNCATED -> new Turn.Failed(Kind.RESET);
        };
    }

    private Turn redirected() {
        if (source.redirects == MOST_REDIRECTS) {
            return new Turn.Failed(Kind.REDIRECT, "loop");
        }
        return switch (source.request.redirected(parser.status(), parser.location())) {
            case HttpRequest.Redirection.Here here ->
                new Turn.Reconnect(new Source(here.request(), source.wanted, source.redirects + 1));
            case HttpRequest.Redirection.Elsewhere elsewhere -> new Turn.Failed(Kind.REDIRECT, "elsewhere");
            case HttpRequest.Redirection.Nowhere nowhere -> new Turn.Failed(Kind.REDIRECT, "bad_location");
        };
    }

    /** What an HTTP check sends, as bytes that are ready to go, and what it awaits. */
    static final class Source implements Conversation.Source {
        private final HttpRequest request;
        private final Turn.Say said;
        private final HttpWanted wanted;
        private final int redirects;

        /**
         * The first request of a check.
         *
         * @param scheme {@code http} or {@code https}
         * @param host the {@code Host} header
         */
        Source(Check.Http check, String scheme, String host, String userAgent) {
            this(check, scheme, host, userAgent, new HttpWanted(check.expect(), check.request()));
        }

        private Source(Check.Http check, String scheme, String host, String userAgent, HttpWanted wanted) {
            this(HttpRequest.of(check.request(), scheme, host, userAgent, wanted.wantsBody()), wanted, 0);
        }

        private Source(HttpRequest request, HttpWanted wanted, int redirects) {
            this.request = request;
            this.said = new Turn.Say(request.bytes());
            this.wanted = wanted;
            this.redirects = redirects;
        }

        @Override
        public Conversation begin() {
            return new HttpConversation(this);
        }

        @Override
        public boolean saysTheSame(Conversation.Source other) {
            return other instanceof Source http && said.same(http.said);
        }
    }
}
