package org.bolabaden.outrider.probe;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bolabaden.outrider.probe.FailureReason.Kind;

/**
 * The two messages of gRPC's health protocol, in protobuf's wire format: {@code HealthCheckRequest {string service = 1;}}
 * and {@code HealthCheckResponse {ServingStatus status = 1;}}, each behind five bytes that say whether it is compressed, and
 * how long it is. Small enough to need no library.
 */
final class HealthMessages {
    private static final int FIELD_1_TEXT = (1 << 3) | 2;
    private static final int FIELD_1_NUMBER = 1 << 3;

    private HealthMessages() {}

    /** Asks for a service; the empty name is the server itself. */
    static ByteBuffer request(String service) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > 0) {
            message.write(FIELD_1_TEXT);
            int rest = name.length;
            for (; rest > 0x7f; rest >>>= 7) {
                message.write((rest & 0x7f) | 0x80);
            }
            message.write(rest);
            message.writeBytes(name);
        }
        return ByteBuffer.allocate(5 + message.size())
                .put((byte) 0)
                .putInt(message.size())
                .put(message.toByteArray())
                .flip()
                .asReadOnlyBuffer();
    }

    /** What the answer says; it must be one whole message. */
    static Turn judge(ByteBuffer message) {
        try {
            boolean compressed = message.get() != 0;
            if (compressed || message.getInt() != message.remaining()) {
                return new Turn.Failed(Kind.PROTOCOL);
            }
            return switch ((int) servingStatus(message)) {
                case 0 -> new Turn.Failed(Kind.GRPC, "unknown");
                case 1 -> Turn.PASSED;
                case 2 -> new Turn.Failed(Kind.GRPC, "not_serving");
                case 3 -> new Turn.Failed(Kind.GRPC, "unknown_service");
                default -> new Turn.Failed(Kind.PROTOCOL);
            };
        } catch (BufferUnderflowException cut) {
            return new Turn.Failed(Kind.PROTOCOL);
        }
    }

    /** The last one counts, and none is 0, as protobuf has it; -1: no such message. */
    private static long servingStatus(ByteBuffer message) {
        long status = 0;
        while (message.hasRemaining()) {
            long tag = number(message);
            if (tag == FIELD_1_NUMBER) {
                status = number(message);
            } else if (!skip(message, tag)) {
                return -1;
            }
        }
        return status;
    }

    private static boolean skip(ByteBuffer message, long tag) {
        long length =
                switch ((int) (tag & 7)) {
                    case 0 -> {
                        number(message);
                        yield 0;
                    }
                    case 1 -> 8;
                    case 2 -> number(message);
                    case 5 -> 4;
                    default -> -1;
                };
        if (length < 0 || length > message.remaining()) {
            return false;
        }
        message.position(message.position() + (int) length);
        return true;
    }

    private static long number(ByteBuffer message) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = message.get();
            number |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new BufferUnderflowException();
    }
}
