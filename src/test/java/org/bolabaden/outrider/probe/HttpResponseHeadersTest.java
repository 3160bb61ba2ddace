package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.HeaderValue;
import org.bolabaden.outrider.registry.StatusRanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer's headers decide: whose it is, where it is, whether it is as expected, and where its body ends. */
class HttpResponseHeadersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final Check.Http.Request REQUEST = new Check.Http.Request("GET", "/", Optional.empty(), Map.of());
    private static final Check.Http.Request FOLLOWING =
            new Check.Http.Request("GET", "/", Optional.empty(), Map.of(), true);
    private static final StatusRanges SUCCESS = new StatusRanges(List.of(new StatusRanges.Range(200, 299)));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Check.Http.Expectation expecting(
            Optional<String> body, Map<String, HeaderValue> headers, Map<String, HeaderValue> identity) {
        return new Check.Http.Expectation(SUCCESS, body, Optional.empty(), headers, Map.of(), identity);
    }

    private static HttpResponseParser expecting(String header, String value) {
        return new HttpResponseParser(new HttpWanted(
                expecting(Optional.empty(), Map.of(header, HeaderValue.parse(value)), Map.of()), REQUEST));
    }

    private static HttpResponseParser identified(String header, String value) {
        return new HttpResponseParser(new HttpWanted(
                expecting(Optional.empty(), Map.of(), Map.of(header, HeaderValue.parse(value))), REQUEST));
    }

    private static Progress body(String answer) {
        HttpResponseParser parser =
                new HttpResponseParser(new HttpWanted(expecting(Optional.of("ok"), Map.of(), Map.of()), REQUEST));
        Progress progress = parser.feed(bytes(OK + answer));
        return progress == Progress.INCOMPLETE ? parser.endOfStream() : progress;
    }

    @Test
    void anExpectedHeaderIsFoundWhateverTheCaseOfItsNameAndOneThatIsNotIsNamed() {
        HttpResponseParser found = expecting("X-Ready", "yes");
        assertThat(found.feed(bytes(OK + "A: b\r\nx-READY:  yes \r\n\r\n"))).isEqualTo(Progress.PASSED);
        assertThat(found.missing()).isEmpty();

        HttpResponseParser other = expecting("X-Ready", "yes");
        assertThat(other.feed(bytes(OK + "X-Ready: Yes\r\n\r\n"))).isEqualTo(Progress.HEADER_MISMATCH);
        assertThat(other.missing()).isEqualTo("x-ready");

        HttpResponseParser absent = expecting("X-Ready", "yes");
        assertThat(absent.feed(bytes(OK + "\r\n"))).isEqualTo(Progress.HEADER_MISMATCH);
        assertThat(absent.missing()).isEqualTo("x-ready");
    }

    @Test
    void oneOfSixteenValuesOfAHeaderIsEnoughAndMoreAreNotLookedAt() {
        String others = "X-Ready: no\r\n";

        assertThat(expecting("X-Ready", "yes").feed(bytes(OK + others.repeat(15) + "X-Ready: yes\r\n\r\n")))
                .isEqualTo(Progress.PASSED);
        assertThat(expecting("X-Ready", "yes").feed(bytes(OK + others.repeat(16) + "X-Ready: yes\r\n\r\n")))
                .isEqualTo(Progress.HEADER_MISMATCH);
    }

    @Test
    void theValueOfAnExpectedHeaderMayBeLong() {
        String value = "v".repeat(SeenHeaders.EXPECTED_LINE - "X-Ready:".length());

        assertThat(expecting("X-Ready", value).feed(bytes(OK + "X-Ready:" + value + "\r\n\r\n")))
                .isEqualTo(Progress.PASSED);
    }

    @Test
    void anotherServiceIsToldBeforeItsStatusIsLookedAt() {
        HttpResponseParser parser = identified("X-Service", "web");

        assertThat(parser.feed(bytes("HTTP/1.1 503 No\r\nX-Service: db\r\n\r\n")))
                .isEqualTo(Progress.WRONG_SERVICE);
        assertThat(parser.missing()).isEqualTo("x-service");
        assertThat(identified("X-Service", "web").feed(bytes("HTTP/1.1 503 No\r\nX-Service: web\r\n\r\n")))
                .isEqualTo(Progress.WRONG_STATUS);
        assertThat(identified("X-Service", "web").feed(bytes(OK + "X-Service: web\r\n\r\n")))
                .isEqualTo(Progress.PASSED);
    }

    private static HttpResponseParser following() {
        return new HttpResponseParser(new HttpWanted(expecting(Optional.empty(), Map.of(), Map.of()), FOLLOWING));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectSaysWhereTheAnswerIs(int status) {
        HttpResponseParser parser = following();

        assertThat(parser.feed(bytes("HTTP/1.1 " + status + " Elsewhere\r\nLocation: /there\r\nLocation: /no\r\n\r\n")))
                .isEqualTo(Progress.REDIRECTED);
        assertThat(parser.location()).isEqualTo("/there");
    }

    @Test
    void whatSaysNoPlaceOrNeedNotBeFollowedIsAnAnswer() {
        assertThat(following().feed(bytes("HTTP/1.1 302 Found\r\n\r\n"))).isEqualTo(Progress.WRONG_STATUS);
        assertThat(following().feed(bytes("HTTP/1.1 304 Same\r\nLocation: /there\r\n\r\n")))
                .isEqualTo(Progress.WRONG_STATUS);
        assertThat(following().feed(bytes(OK + "Location: /there\r\n\r\n"))).isEqualTo(Progress.PASSED);
        assertThat(expecting("Location", "/there").feed(bytes("HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n")))
                .as("redirects are not followed")
                .isEqualTo(Progress.WRONG_STATUS);
    }

    @Test
    void aCompressedBodyIsNotLookedAt() {
        assertThat(body("Content-Encoding: gzip\r\n\r\nok")).isEqualTo(Progress.ENCODED);
        assertThat(body("Content-Encoding: gzip\r\nContent-Encoding: identity\r\n\r\nok"))
                .isEqualTo(Progress.ENCODED);
        assertThat(body("Content-Encoding: Identity\r\n\r\nok")).isEqualTo(Progress.PASSED);
    }

    @Test
    void aBodyOfNoLengthContainsNothing() {
        assertThat(body("Content-Length: 0\r\n\r\nok")).isEqualTo(Progress.BODY_MISMATCH);
        assertThat(body("Content-Length: 0\r\nContent-Length: 2\r\n\r\nok")).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void aLengthMayHaveEighteenDigits() {
        assertThat(body("Content-Length: " + "1".repeat(18) + "\r\n\r\nok")).isEqualTo(Progress.PASSED);
        assertThat(body("Content-Length: " + "1".repeat(19) + "\r\n\r\nok")).isEqualTo(Progress.MALFORMED);
        assertThat(body("Content-Length: 1023456789\r\n\r\nok")).isEqualTo(Progress.PASSED);
        assertThat(body("Content-Length:\r\n\r\nok")).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void aLineThatTellsTheFramingIsMalformedWhenItIsTooLongToBeRead() {
        String padding = " ".repeat(128 - "Content-Length:2".length());

        assertThat(body("Content-Length:" + padding + "2\r\n\r\nok")).isEqualTo(Progress.PASSED);
        assertThat(body("Content-Length:" + padding + "2 \r\n\r\nok")).isEqualTo(Progress.MALFORMED);
        assertThat(body("A: " + "b".repeat(1_000) + "\r\n\r\nok"))
                .as("others may be")
                .isEqualTo(Progress.PASSED);
    }

    @Test
    void aChunkMayBeAnnouncedWithAsMuchAsFitsAnInt() {
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";

        assertThat(body(chunked + "7fffffff\r\nok")).isEqualTo(Progress.PASSED);
        assertThat(body(chunked + "80000000\r\nok")).isEqualTo(Progress.MALFORMED);
    }

    @Test
    void aChunksLineMayHaveOneKibAndNotMore() {
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        String extension = "x".repeat(1_024 - "2;\r\n".length());

        assertThat(body(chunked + "2;" + extension + "\r\nok")).isEqualTo(Progress.PASSED);
        assertThat(body(chunked + "2;" + extension + "x\r\nok")).isEqualTo(Progress.MALFORMED);
        assertThat(body(chunked + ("2;" + extension + "\r\nno\r\n").repeat(2) + "2\r\nok"))
                .as("each line for itself")
                .isEqualTo(Progress.PASSED);
    }

    @Test
    void headersMayHave64KibAndNotMore() {
        String head = OK + "A: ";
        String filler = "b".repeat(HttpResponseParser.MOST_HEADER_BYTES - head.length() - "\r\n\r\n".length());

        assertThat(expecting("A", filler.substring(0, 9)).feed(bytes(head + filler + "\r\n\r\n")))
                .isEqualTo(Progress.HEADER_MISMATCH);
        assertThat(expecting("A", filler.substring(0, 9)).feed(bytes(head + filler + "b\r\n\r\n")))
                .isEqualTo(Progress.MALFORMED);
    }
}
