package org.bolabaden.outrider.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.bolabaden.outrider.probe.FailureReason.Kind;

/**
 * One request over HTTP/2 and its answer. Netty's codec makes frames of bytes and bytes of frames, in a channel that is no
 * connection; what the answer means is its {@link Answer}'s business. The peer's settings and pings are answered as they
 * come.
 *
 * <p>A peer can make it hold one block of headers (16 KiB) and one frame (16 KiB), and have it read 256 KiB in all.
 */
final class Http2Conversation implements Conversation {
    static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_HEADER_BYTES = 16 * 1024;

    private final Request request;
    private final Answer answer;
    private final EmbeddedChannel channel = new EmbeddedChannel(false, false);
    private final Http2ConnectionHandler frames = frames();
    private int stream;
    private int received;
    private Turn outcome = Turn.LISTEN;

    /**
     * What is asked; the same for all checks of a backend.
     *
     * @param headers with the pseudo-headers
     * @param body may be empty
     */
    record Request(Http2Headers headers, ByteBuffer body) {
        /** Whether the same check asks the same by it. */
        boolean same(Request other) {
            return AsciiString.contentEquals(headers.authority(), other.headers.authority())
                    && AsciiString.contentEquals(headers.scheme(), other.headers.scheme());
        }
    }

    /** What comes back, as it comes; {@link Turn#LISTEN}: nothing is decided. Not to be told anything after the last. */
    interface Answer {
        /** A block of headers: an interim answer's, the answer's own, or the trailers. */
        Turn headers(Http2Headers headers, boolean last);

        /** A piece of the body; not to be kept. */
        Turn data(ByteBuffer data, boolean last);

        /** The HTTP status; 0 while unknown. */
        int status();
    }

    Http2Conversation(Request request, Answer answer) {
        this.request = request;
        this.answer = answer;
    }

    @Override
    public Turn connected(Instant now, Observed observed) {
        // Of the heap, and dropped without being released: a check that is abandoned has nobody who could do that.
        channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
        channel.pipeline().addLast(frames);
        try {
            channel.register();
        } catch (Exception impossible) {
            throw new IllegalStateException("a channel that is no connection", impossible);
        }
        ChannelHandlerContext context = channel.pipeline().context(frames);
        stream = frames.connection().local().incrementAndGetNextStreamId();
        boolean bodiless = !request.body.hasRemaining();
        ChannelFuture asked =
                frames.encoder().writeHeaders(context, stream, request.headers, 0, bodiless, context.newPromise());
        if (!bodiless) {
            ByteBuf body = Unpooled.wrappedBuffer(request.body.duplicate());
            asked = frames.encoder().writeData(context, stream, body, 0, true, context.newPromise());
        }
        channel.flush();
        if (asked.cause() != null) {
            throw new IllegalStateException("a request that cannot be written", asked.cause());
        }
        return new Turn.Say(unsent());
    }

    @Override
    public Turn received(ByteBuffer bytes) {
        received += bytes.remaining();
        if (received > MOST_BYTES) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        if (outcome != Turn.LISTEN) {
            return outcome;
        }
        if (!channel.isOpen()) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
        byte[] unsent = unsent();
        return unsent.length == 0 ? Turn.LISTEN : new Turn.Say(unsent);
    }

    @Override
    public int status() {
        return answer.status();
    }

    private Http2ConnectionHandler frames() {
        Http2ConnectionHandler handler = new Http2ConnectionHandlerBuilder()
                .server(false)
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .maxConcurrentStreams(0)
                        .maxHeaderListSize(MOST_HEADER_BYTES))
                .frameListener(new Ear())
                .gracefulShutdownTimeoutMillis(0)
                .build();
        handler.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream closed) {
                // By us, for what came cannot be understood.
                decide(new Turn.Failed(Kind.PROTOCOL));
            }
        });
        return handler;
    }

    private void decide(Turn turn) {
        if (outcome == Turn.LISTEN) {
            outcome = turn;
        }
    }

    private byte[] unsent() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            byte[] part = new byte[next.readableBytes()];
            next.readBytes(part);
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** Hears what the peer says of our one stream. */
    private final class Ear extends Http2FrameAdapter {
        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last) {
            if (outcome == Turn.LISTEN) {
                decide(answer.headers(headers, last));
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last) {
            onHeadersRead(context, id, headers, padding, last);
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
            if (outcome == Turn.LISTEN) {
                decide(answer.data(data.nioBuffer(), last));
            }
            // All of it was taken: the peer may send as much again.
            return data.readableBytes() + padding;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int id, long error) {
            decide(new Turn.Failed(Kind.RESET));
        }

        @Override
        public void onPushPromiseRead(
                ChannelHandlerContext context, int id, int promised, Http2Headers headers, int padding) {
            // Our settings, which came before the request, forbid it.
            decide(new Turn.Failed(Kind.PROTOCOL));
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext context, int lastStream, long error, ByteBuf debug) {
            if (lastStream < stream) {
                decide(new Turn.Failed(Kind.RESET));
            }
        }
    }
}
