package org.bolabaden.outrider.probe;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.jspecify.annotations.Nullable;

/** The answer to a call of {@code grpc.health.v1.Health/Check}: one message, then how the call went. */
final class GrpcAnswer implements Http2Conversation.Answer {
    /** More than the message with a field or two that we do not know. */
    static final int MOST_BYTES = 4 * 1024;

    private final ByteBuffer message = ByteBuffer.allocate(MOST_BYTES);
    private int status;

    @Override
    public Turn headers(Http2Headers headers, boolean last) {
        if (status < 200) {
            Turn begun = begin(headers);
            if (begun != Turn.LISTEN || status < 200) {
                return begun;
            }
        }
        return last ? judge(headers.get("grpc-status")) : Turn.LISTEN;
    }

    @Override
    public Turn data(ByteBuffer data, boolean last) {
        if (status < 200 || last || data.remaining() > message.remaining()) {
            // Without trailers nobody says how the call went.
            return new Turn.Failed(Kind.PROTOCOL);
        }
        message.put(data);
        return Turn.LISTEN;
    }

    @Override
    public int status() {
        return status;
    }

    private Turn begin(Http2Headers headers) {
        status = Http2Status.of(headers);
        if (status == 0) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
        if (status < 200) {
            return Turn.LISTEN;
        }
        if (status != 200) {
            return new Turn.Failed(Kind.STATUS, Integer.toString(status));
        }
        CharSequence type = headers.get("content-type");
        boolean grpc = type != null && type.toString().startsWith("application/grpc");
        return grpc ? Turn.LISTEN : new Turn.Failed(Kind.PROTOCOL);
    }

    private Turn judge(@Nullable CharSequence code) {
        return switch (code == null ? "" : code.toString()) {
            case "0" -> HealthMessages.judge(message.flip());
            case "5" -> failed("unknown_service");
            case "12" -> failed("unimplemented");
            case String other when other.matches("[0-9]{1,3}") -> failed("status " + other);
            default -> new Turn.Failed(Kind.PROTOCOL);
        };
    }

    private static Turn failed(String detail) {
        return new Turn.Failed(Kind.GRPC, detail);
    }
}
