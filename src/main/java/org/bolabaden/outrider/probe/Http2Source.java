package org.bolabaden.outrider.probe;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A check over HTTP/1.1, made over HTTP/2: its request is translated on the way out, and the answer on the way in, as a
 * gateway does it (RFC 9113 §8.3), so that one and the same judge hears both.
 *
 * @param http1 what is asked, and how the answer is judged
 * @param scheme of the URL that is asked for
 */
record Http2Source(Conversation.Source http1, String scheme) implements Conversation.Source {
    // What holds for one connection alone.
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    @Override
    public Conversation begin() {
        return new Translated(http1.begin(), scheme);
    }

    @Override
    public boolean saysTheSame(Conversation.Source other) {
        return other instanceof Http2Source http2 && scheme.equals(http2.scheme) && http1.saysTheSame(http2.http1);
    }

    /** The conversation over HTTP/2 begins when the one over HTTP/1.1 has said its request. */
    private static final class Translated implements Conversation {
        private final Conversation http1;
        private final String scheme;
        private Conversation http2;

        Translated(Conversation http1, String scheme) {
            this.http1 = http1;
            this.http2 = http1;
            this.scheme = scheme;
        }

        @Override
        public Turn connected(Instant now, Observed observed) {
            Turn turn = http1.connected(now, observed);
            if (!(turn instanceof Turn.Say said)) {
                return turn;
            }
            http2 = new Http2Conversation(request(said, scheme), new Answer(http1));
            return http2.connected(now, observed);
        }

        @Override
        public Turn received(ByteBuffer bytes) {
            Turn turn = http2.received(bytes);
            return turn instanceof Turn.Reconnect again
                    ? new Turn.Reconnect(new Http2Source(again.next(), scheme))
                    : turn;
        }

        @Override
        public Turn endOfStream() {
            return http2 == http1 ? http1.endOfStream() : http2.endOfStream();
        }

        @Override
        public int status() {
            return http1.status();
        }
    }

    /** Lines of ASCII, an empty one, and the body. */
    private static Http2Conversation.Request request(Turn.Say said, String scheme) {
        ByteBuffer bytes = ByteBuffer.allocate(said.length());
        said.writeTo(bytes);
        String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        Http2Headers headers =
                new DefaultHttp2Headers().method(words[0]).path(words[1]).scheme(scheme);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            if (name.equals("host")) {
                headers.authority(value);
            } else if (!HOP_BY_HOP.contains(name)) {
                headers.add(name, value);
            }
        }
        return new Http2Conversation.Request(headers, bytes.position(end + 4).slice());
    }

    /** Says over again in HTTP/1.1 what comes in HTTP/2; the body ends with the stream, or where its length says. */
    private record Answer(Conversation http1) implements Http2Conversation.Answer {
        @Override
        public Turn headers(Http2Headers headers, boolean last) {
            Turn turn = Turn.LISTEN;
            if (headers.status() != null) {
                turn = Http2Status.of(headers) == 0
                        ? new Turn.Failed(FailureReason.Kind.PROTOCOL)
                        : http1.received(ByteBuffer.wrap(head(headers)));
            } else if (!last) {
                return new Turn.Failed(FailureReason.Kind.PROTOCOL);
            }
            return last ? ended(turn) : turn;
        }

        @Override
        public Turn data(ByteBuffer data, boolean last) {
            Turn turn = data.hasRemaining() ? http1.received(data) : Turn.LISTEN;
            return last ? ended(turn) : turn;
        }

        @Override
        public int status() {
            return http1.status();
        }

        private Turn ended(Turn turn) {
            return turn == Turn.LISTEN ? http1.endOfStream() : turn;
        }

        private static byte[] head(Http2Headers headers) {
            StringBuilder text =
                    new StringBuilder("HTTP/1.1 ").append(headers.status()).append("\r\n");
            for (Map.Entry<CharSequence, CharSequence> header : headers) {
                String name = header.getKey().toString();
                if (!name.startsWith(":") && !HOP_BY_HOP.contains(name)) {
                    text.append(name).append(": ").append(header.getValue()).append("\r\n");
                }
            }
            return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
