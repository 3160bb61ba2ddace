package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.StatusRanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void aCompleteHeaderBlockIsEnoughWhenNoBodyIsExpected() {
        assertThat(verdict(OK + "Content-Length: 5\r\n\r\n", null)).isEqualTo(Progress.PASSED);
    }

    @Test
    void aStatusLineAloneIsNotEnough() {
        assertThat(verdict(OK, null)).isEqualTo(Progress.TRUNCATED);
        assertThat(verdict(OK + "Server: x\r\n", null)).isEqualTo(Progress.TRUNCATED);
        assertThat(verdict("", null)).isEqualTo(Progress.TRUNCATED);
    }

    @Test
    void anUnexpectedStatusIsKnownWithoutTheBody() {
        HttpResponseParser parser = parser("ok", false);
        assertThat(parser.feed(bytes("HTTP/1.0 503\r\nA: b\r\n\r\n"))).isEqualTo(Progress.WRONG_STATUS);
        assertThat(parser.status()).isEqualTo(503);
    }

    @Test
    void interimAnswersAreSkipped() {
        HttpResponseParser parser = parser(null, false);
        String interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        assertThat(parser.feed(bytes(interim))).isEqualTo(Progress.INCOMPLETE);
        assertThat(parser.feed(bytes(OK + "\r\n"))).isEqualTo(Progress.PASSED);
        assertThat(parser.status()).isEqualTo(200);
    }

    @Test
    void aStatusMayHaveAnyDigits() {
        HttpResponseParser parser = parser(null, false);

        assertThat(parser.feed(bytes("HTTP/1.9 290 Odd\r\n\r\n"))).isEqualTo(Progress.PASSED);
        assertThat(parser.status()).isEqualTo(290);
    }

    @Test
    void switchingProtocolsIsAFinalAnswer() {
        assertThat(verdict("HTTP/1.1 101 Switching\r\n\r\n", null)).isEqualTo(Progress.WRONG_STATUS);
    }

    @Test
    void bareLineFeedsAndContinuedLinesAreUnderstood() {
        assertThat(verdict("HTTP/1.1 204\nA: b\n c\n\n", null)).isEqualTo(Progress.PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "XTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 2:0 OK\r\n\r\n",
                "HTTP/1.1 2/0 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 20x OK\r\n\r\n",
                "HTTP/1.1 20\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: \u0000\r\n\r\n",
                "HTTP/1.1 200 OK\rA: b\r\n\r\n"
            })
    void whatIsNotHttpIsMalformed(String text) {
        assertThat(verdict(text, null)).isEqualTo(Progress.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: x",
                "Content-Length: -1",
                "Content-Length: 1\r\nContent-Length: 2",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff"
            })
    void framingThatMakesNoSenseIsMalformed(String headers) {
        assertThat(verdict(OK + headers + "\r\n\r\n", "ok")).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void headersBeyondTheLimitAreMalformed() {
        String line = "A: " + "b".repeat(997) + "\r\n";
        assertThat(verdict(OK + line.repeat(60) + "\r\n", null)).isEqualTo(Progress.PASSED);
        assertThat(verdict(OK + line.repeat(80) + "\r\n", null)).isEqualTo(Progress.MALFORMED);
        assertThat(verdict("HTTP/1.1 100 Continue\r\n\r\n".repeat(5_000), null)).isEqualTo(Progress.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 9\r\n\r\nis ok now",
                "transfer-encoding: gzip, Chunked\r\n\r\n4;x=y\r\nis o\r\n5\r\nk now\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n09\r\nis ok now\r\n0\r\n\r\n",
                "Server: x\r\n\r\nis ok now"
            })
    void theTextIsFoundInAnyFraming(String answer) {
        assertThat(verdict(OK + answer, "ok")).isEqualTo(Progress.PASSED);
        assertThat(verdict(OK + answer, "okay")).isEqualTo(Progress.BODY_MISMATCH);
    }

    @Test
    void bytesAfterTheBodyDoNotCount() {
        assertThat(verdict(OK + "Content-Length: 2\r\n\r\nnook", "ok")).isEqualTo(Progress.BODY_MISMATCH);
    }

    @Test
    void aBodyThatEndsEarlyIsTruncated() {
        assertThat(verdict(OK + "Content-Length: 9\r\n\r\nis", "ok")).isEqualTo(Progress.TRUNCATED);
        assertThat(verdict(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nis\r\n", "ok"))
                .isEqualTo(Progress.TRUNCATED);
    }

    @Test
    void onlyTheFirst64KibOfTheBodyAreSearched() {
        String filler = "x".repeat(BodyReader.MOST_BODY_BYTES - 2);
        assertThat(verdict(OK + "\r\n" + filler + "ok", "ok")).isEqualTo(Progress.PASSED);
        assertThat(verdict(OK + "\r\n" + filler + "xok", "ok")).isEqualTo(Progress.BODY_MISMATCH);
    }

    @Test
    void answersWithoutABodyContainNoText() {
        HttpResponseParser head = parser("ok", true);
        assertThat(head.feed(bytes(OK + "Content-Length: 2\r\n\r\n"))).isEqualTo(Progress.BODY_MISMATCH);
        assertThat(verdict("HTTP/1.1 204 None\r\n\r\n", "ok")).isEqualTo(Progress.BODY_MISMATCH);
    }

    @Property(tries = 300)
    void howTheBytesAreCutMakesNoDifference(
            @ForAll("answers") String answer, @ForAll("texts") String text, @ForAll List<Byte> cuts) {
        byte[] all = answer.getBytes(StandardCharsets.UTF_8);
        HttpResponseParser parser = parser(text, false);
        Progress progress = Progress.INCOMPLETE;
        int position = 0;
        for (int i = 0; progress == Progress.INCOMPLETE && position < all.length; i++) {
            int length = i < cuts.size() ? Math.min(cuts.get(i) & 0x1f, all.length - position) : all.length - position;
            progress = parser.feed(ByteBuffer.wrap(all, position, length));
            position += length;
        }
        Progress last = progress == Progress.INCOMPLETE ? parser.endOfStream() : progress;
        assertThat(last).isEqualTo(verdict(answer, text));
    }

    @Property(tries = 300)
    void theTextIsFoundExactlyWhenTheBodyContainsIt(@ForAll("abBodies") String body, @ForAll("abTexts") String text) {
        Progress expected = body.contains(text) ? Progress.PASSED : Progress.BODY_MISMATCH;
        assertThat(verdict(OK + "\r\n" + body, text)).isEqualTo(expected);
    }

    @Property(tries = 300)
    void anyBytesAtAllGiveAVerdict(@ForAll byte[] garbage, @ForAll boolean asAnswer) {
        HttpResponseParser parser = parser("ok", false);
        if (asAnswer) {
            parser.feed(bytes(OK));
        }
        Progress progress = parser.feed(ByteBuffer.wrap(garbage));
        assertThat(progress == Progress.INCOMPLETE ? parser.endOfStream() : progress)
                .isNotEqualTo(Progress.INCOMPLETE);
    }

    @Provide
    Arbitrary<String> answers() {
        return Arbitraries.of(
                OK + "Content-Length: 9\r\n\r\nis ok now",
                OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nis o\r\n5\r\nk now\r\n0\r\n\r\n",
                OK + "\r\nanything é ok",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nA: b\r\n\r\nok",
                OK + "Content-Length: 90\r\n\r\nis",
                OK + "broken\r\n\r\n");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("ok", "é", "absent", "is ok now", "");
    }

    @Provide
    Arbitrary<String> abBodies() {
        return Arbitraries.strings().withChars('a', 'b').ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> abTexts() {
        return Arbitraries.strings().withChars('a', 'b').ofMinLength(1).ofMaxLength(6);
    }

    private static Progress verdict(String answer, String text) {
        HttpResponseParser parser = parser(text, false);
        Progress progress = parser.feed(bytes(answer));
        return progress == Progress.INCOMPLETE ? parser.endOfStream() : progress;
    }

    private static HttpResponseParser parser(String text, boolean head) {
        return new HttpResponseParser(new HttpWanted(
                Check.Http.Expectation.of(StatusRanges.DEFAULT, Optional.ofNullable(text)),
                new Check.Http.Request(head ? "HEAD" : "GET", "/", Optional.empty(), Map.of())));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
