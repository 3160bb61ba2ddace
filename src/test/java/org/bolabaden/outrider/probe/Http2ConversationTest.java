package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.registry.Check;
import org.junit.jupiter.api.Test;

/** Hostile and clumsy peers, frame by frame. */
class Http2ConversationTest {
    private static final byte DATA = 0;
    private static final byte HEADERS = 1;
    private static final byte RST_STREAM = 3;
    private static final byte SETTINGS = 4;
    private static final byte PUSH_PROMISE = 5;
    private static final byte PING = 6;
    private static final byte GOAWAY = 7;
    private static final byte CONTINUATION = 9;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int STREAM = 3;

    private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};

    private final Conversation conversation = conversation();

    private static Conversation conversation() {
        Check.Common common = new Check.Common(new Check.Schedule(Duration.ofSeconds(2), Duration.ofMillis(500)));
        Check.Grpc check = new Check.Grpc(common, "a", Optional.empty(), Optional.empty());
        Conversation begun = GrpcSource.of(check, "app", false, "outrider/test").begin();
        assertThat(begun.connected(Instant.EPOCH, Observed.NOTHING)).isInstanceOf(Turn.Say.class);
        return begun;
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] block(String... pairs) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        // Nothing is indexed, so that each block stands for itself.
        Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> true, true);
        ByteBuf encoded = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers, encoded);
        } catch (io.netty.handler.codec.http2.Http2Exception failed) {
            throw new AssertionError(failed);
        }
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        return bytes;
    }

    private static byte[] answer() {
        return frame(HEADERS, END_HEADERS, STREAM, block(":status", "200", "content-type", "application/grpc"));
    }

    private static byte[] trailers(String status) {
        return frame(HEADERS, END_HEADERS | END_STREAM, STREAM, block("grpc-status", status));
    }

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] good() {
        return together(frame(SETTINGS, 0, 0), answer(), frame(DATA, 0, STREAM, SERVING), trailers("0"));
    }

    private Turn hear(byte[]... parts) {
        return conversation.received(ByteBuffer.wrap(together(parts)));
    }

    private static String reason(Turn turn) {
        return switch (turn) {
            case Turn.Failed failed -> failed.reason().toString();
            case Turn.Passed passed -> "passed";
            default -> "undecided";
        };
    }

    /** Hears the same again and again, until it is enough. */
    private Turn flood(byte[] part) {
        Turn turn = hear(frame(SETTINGS, 0, 0));
        for (int heard = 0;
                heard <= Http2Conversation.MOST_BYTES && reason(turn).equals("undecided"); ) {
            turn = hear(part);
            heard += part.length;
        }
        return turn;
    }

    @Property(tries = 50)
    void theAnswerIsUnderstoodInPiecesOfAnySize(@ForAll @IntRange(min = 1, max = 40) int size) {
        Conversation piecemeal = conversation();
        byte[] all = good();
        Turn turn = Turn.LISTEN;
        for (int from = 0; from < all.length; from += size) {
            assertThat(reason(turn)).isEqualTo("undecided");
            turn = piecemeal.received(ByteBuffer.wrap(all, from, Math.min(size, all.length - from)));
        }
        assertThat(turn).isEqualTo(Turn.PASSED);
    }

    @Property(tries = 300)
    void garbageNeverPassesAndNeverThrows(@ForAll @Size(max = 200) byte[] garbage, @ForAll boolean greeted) {
        Conversation confused = conversation();
        byte[] all = greeted ? together(frame(SETTINGS, 0, 0), answer(), garbage) : garbage;
        if (all.length > 0) {
            assertThat(reason(confused.received(ByteBuffer.wrap(all)))).isNotEqualTo("passed");
        }
    }

    @Property(tries = 500)
    void garbledMessagesNeverThrow(@ForAll @Size(max = 30) byte[] message) {
        assertThat(HealthMessages.judge(ByteBuffer.wrap(message))).isNotNull();
    }

    @Test
    void fieldsThatWeDoNotKnowAreSkipped() {
        byte[] message = {0, 0, 0, 0, 13, 0x12, 2, 'h', 'i', 0x1d, 1, 2, 3, 4, 0x20, (byte) 0x96, 1, 8, 1};
        message[4] = (byte) (message.length - 5);
        assertThat(HealthMessages.judge(ByteBuffer.wrap(message))).isEqualTo(Turn.PASSED);
    }

    @Test
    void settingsAndPingsAreAnswered() {
        Turn turn = hear(frame(SETTINGS, 0, 0), frame(PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII)));
        assertThat(turn).isInstanceOfSatisfying(Turn.Say.class, say -> {
            ByteBuffer said = ByteBuffer.allocate(say.length());
            say.writeTo(said);
            assertThat(said.array())
                    .isEqualTo(together(
                            frame(SETTINGS, 1, 0), frame(PING, 1, 0, "12345678".getBytes(StandardCharsets.US_ASCII))));
        });
    }

    @Test
    void interimAnswersAreSkipped() {
        assertThat(hear(frame(SETTINGS, 0, 0), frame(HEADERS, END_HEADERS, STREAM, block(":status", "103"))))
                .isInstanceOf(Turn.Say.class);
        assertThat(hear(answer(), frame(DATA, 0, STREAM, SERVING), trailers("0")))
                .isEqualTo(Turn.PASSED);
    }

    @Test
    void aFailedCallMayAnswerWithTrailersAlone() {
        byte[] only = frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                STREAM,
                block(":status", "200", "content-type", "application/grpc+proto", "grpc-status", "12"));
        assertThat(reason(hear(frame(SETTINGS, 0, 0), only))).isEqualTo("grpc:unimplemented");
    }

    @Test
    void anAnswerThatIsNoGrpcFails() {
        byte[] page = frame(HEADERS, END_HEADERS, STREAM, block(":status", "200", "content-type", "text/html"));
        assertThat(reason(hear(frame(SETTINGS, 0, 0), page))).isEqualTo("protocol");
    }

    @Test
    void anotherHttpStatusFailsWithIt() {
        byte[] missing = frame(HEADERS, END_HEADERS, STREAM, block(":status", "404"));
        assertThat(reason(hear(frame(SETTINGS, 0, 0), missing))).isEqualTo("status:404");
        assertThat(conversation.status()).isEqualTo(404);
    }

    @Test
    void anEndWithoutTrailersFails() {
        assertThat(reason(hear(frame(SETTINGS, 0, 0), answer(), frame(DATA, END_STREAM, STREAM, SERVING))))
                .isEqualTo("protocol");
    }

    @Test
    void aStreamThatIsResetOrRefusedIsAReset() {
        assertThat(reason(hear(
                        frame(SETTINGS, 0, 0), frame(RST_STREAM, 0, STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 7))))
                .isEqualTo("reset");
        assertThat(reason(conversation()
                        .received(ByteBuffer.wrap(together(frame(SETTINGS, 0, 0), frame(GOAWAY, 0, 0, new byte[8]))))))
                .isEqualTo("reset");
        assertThat(reason(conversation().endOfStream())).isEqualTo("reset");
    }

    @Test
    void aServerThatGoesAwayAfterOurCallMayAnswerIt() {
        byte[] leaving = frame(
                GOAWAY, 0, 0, (byte) 0, (byte) 0, (byte) 0, (byte) STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(reason(
                        hear(frame(SETTINGS, 0, 0), leaving, answer(), frame(DATA, 0, STREAM, SERVING), trailers("0"))))
                .isEqualTo("passed");
    }

    @Test
    void whatIsPushedIsRefused() {
        byte[] promise = together(new byte[] {0, 0, 0, 2}, block(":method", "GET", ":path", "/"));
        assertThat(reason(hear(frame(SETTINGS, 0, 0), frame(PUSH_PROMISE, END_HEADERS, STREAM, promise))))
                .isEqualTo("protocol");
    }

    @Test
    void pingsWithoutEndEnd() {
        assertThat(reason(flood(frame(PING, 0, 0, new byte[8])))).isEqualTo("protocol");
    }

    @Test
    void settingsWithoutEndEnd() {
        assertThat(reason(flood(frame(SETTINGS, 0, 0)))).isEqualTo("protocol");
    }

    @Test
    void headersWithoutEndEnd() {
        Turn turn = hear(frame(SETTINGS, 0, 0), frame(HEADERS, 0, STREAM, block(":status", "200")));
        byte[] more = frame(CONTINUATION, 0, STREAM, block("a", "b".repeat(1_000)));
        int heard = 0;
        while (reason(turn).equals("undecided")) {
            turn = hear(more);
            heard += more.length;
        }
        assertThat(reason(turn)).isEqualTo("protocol");
        assertThat(heard).isLessThan(Http2Conversation.MOST_BYTES / 4);
    }

    @Test
    void emptyContinuationsWithoutEndEnd() {
        hear(frame(SETTINGS, 0, 0), frame(HEADERS, 0, STREAM, block(":status", "200")));
        assertThat(reason(flood(frame(CONTINUATION, 0, STREAM)))).isEqualTo("protocol");
    }

    @Test
    void headersThatAreHugeOnceUnpackedFail() {
        // One long header, indexed, and then named by a byte each time.
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(block(":status", "200"));
        bomb.writeBytes(new byte[] {0x40, 1, 'a', 0x7f, (byte) (3_000 - 127 & 0x7f | 0x80), (byte) (3_000 - 127 >> 7)});
        bomb.writeBytes("b".repeat(3_000).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 5_000; i++) {
            bomb.write(0x80 | 62);
        }
        assertThat(reason(hear(frame(SETTINGS, 0, 0), frame(HEADERS, END_HEADERS, STREAM, bomb.toByteArray()))))
                .isEqualTo("protocol");
    }

    @Test
    void aFrameThatIsTooLargeFails() {
        byte[] start = {(byte) 0xff, (byte) 0xff, (byte) 0xff, DATA, 0, 0, 0, 0, STREAM};
        assertThat(reason(hear(frame(SETTINGS, 0, 0), answer(), start))).isEqualTo("protocol");
    }

    @Test
    void aBodyWithoutEndFails() {
        hear(frame(SETTINGS, 0, 0), answer());
        assertThat(reason(hear(frame(DATA, 0, STREAM, new byte[GrpcAnswer.MOST_BYTES + 1]))))
                .isEqualTo("protocol");
    }

    @Test
    void aMessageThatIsCompressedCutOrTooLongFails() {
        for (byte[] message :
                new byte[][] {{1, 0, 0, 0, 2, 8, 1}, {0, 0, 0, 0, 2, 8}, {0, 0, 0, 0, 1, 8, 1}, {0, 0}, {}}) {
            Turn turn = conversation()
                    .received(ByteBuffer.wrap(
                            together(frame(SETTINGS, 0, 0), answer(), frame(DATA, 0, STREAM, message), trailers("0"))));
            assertThat(reason(turn)).isEqualTo("protocol");
        }
    }
}
