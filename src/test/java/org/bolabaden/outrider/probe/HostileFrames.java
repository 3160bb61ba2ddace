package org.bolabaden.outrider.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bolabaden.outrider.hostile.Corpus;
import org.bolabaden.outrider.hostile.Grammar;
import org.bolabaden.outrider.hostile.Hostile;

/** Frames of HTTP/2 of all kinds, in any order, with lengths, streams and blocks of headers that are now and then wrong. */
record HostileFrames(boolean grpc) implements Grammar {
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final List<String> STATUSES =
            List.of("200", "200", "200", "100", "503", "099", "2000", "", "x", "-1");

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (random.nextInt(10) > 0) {
            bytes.writeBytes(frame(random, SETTINGS, 0, 0, new byte[0]));
        }
        if (random.nextInt(6) > 0) {
            bytes.writeBytes(frame(random, HEADERS, flags(random), stream(random), block(random, corpus)));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            bytes.writeBytes(any(random, corpus));
        }
        if (random.nextBoolean()) {
            bytes.writeBytes(frame(random, HEADERS, 5, stream(random), block(random, corpus)));
        }
        return bytes.toByteArray();
    }

    private byte[] any(RandomGenerator random, Corpus corpus) {
        return switch (random.nextInt(8)) {
            case 0 -> frame(random, HEADERS, flags(random), stream(random), block(random, corpus));
            case 1 -> frame(random, CONTINUATION, flags(random), stream(random), block(random, corpus));
            case 2 -> frame(random, SETTINGS, random.nextInt(2), 0, noise(random, 6 * random.nextInt(4)));
            case 3 -> frame(random, GOAWAY, 0, 0, noise(random, 8 + random.nextInt(200)));
            case 4 ->
                frame(
                        random,
                        random.nextInt(16),
                        random.nextInt(256),
                        stream(random),
                        noise(random, random.nextInt(40)));
            default -> frame(random, 0, random.nextInt(4) == 0 ? 1 : 0, stream(random), body(random, corpus));
        };
    }

    private static int flags(RandomGenerator random) {
        return random.nextInt(4) == 0 ? random.nextInt(64) : random.nextBoolean() ? 4 : 5;
    }

    private static int stream(RandomGenerator random) {
        return random.nextInt(10) == 0 ? random.nextInt() : 3;
    }

    private static byte[] frame(RandomGenerator random, int type, int flags, int stream, byte[] payload) {
        int length = random.nextInt(30) == 0 ? random.nextInt(1 << 24) : payload.length;
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (length >> 16))
                .putShort((short) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private byte[] body(RandomGenerator random, Corpus corpus) {
        if (!grpc) {
            String text = (random.nextBoolean() ? "ok" : Hostile.text(random)) + corpus.word(random);
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] message =
                random.nextBoolean() ? new byte[] {8, (byte) random.nextInt(5)} : noise(random, random.nextInt(24));
        int length = random.nextInt(8) == 0 ? random.nextInt() : message.length;
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) (random.nextInt(16) == 0 ? 1 : 0))
                .putInt(length)
                .put(message)
                .array();
    }

    private byte[] block(RandomGenerator random, Corpus corpus) {
        if (random.nextInt(10) == 0) {
            return noise(random, random.nextInt(100));
        }
        Http2Headers headers = new DefaultHttp2Headers(false);
        if (random.nextInt(8) > 0) {
            headers.add(":status", STATUSES.get(random.nextInt(STATUSES.size())));
        }
        if (grpc) {
            headers.add("content-type", random.nextInt(8) == 0 ? Hostile.text(random) : "application/grpc");
            headers.add("grpc-status", random.nextBoolean() ? "0" : Hostile.number(random));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = random.nextBoolean() ? corpus.word(random) : Hostile.text(random);
            headers.add(name, random.nextInt(20) == 0 ? "a".repeat(20_000) : Hostile.text(random));
        }
        ByteBuf encoded = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder((name, value) -> true, true).encodeHeaders(1, headers, encoded);
        } catch (Http2Exception failed) {
            return noise(random, 10);
        }
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        return bytes;
    }

    private static byte[] noise(RandomGenerator random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }
}
