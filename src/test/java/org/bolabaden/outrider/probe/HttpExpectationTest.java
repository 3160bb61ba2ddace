package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.HeaderValue;
import org.bolabaden.outrider.registry.Regex;
import org.bolabaden.outrider.registry.StatusRanges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What else than a status and a text an HTTP check can ask and expect. */
class HttpExpectationTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static EngineFixture engine;

    @BeforeAll
    static void start() {
        engine = EngineFixture.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Check.Http.Expectation headers(String name, String written) {
        return new Check.Http.Expectation(
                StatusRanges.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Map.of(name, HeaderValue.parse(written)),
                Map.of(),
                Map.of());
    }

    private static Check.Http.Expectation identity(String name, String written) {
        return new Check.Http.Expectation(
                StatusRanges.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(name, HeaderValue.parse(written)));
    }

    private static Check.Http.Expectation body(Optional<String> text, String regex, Map<String, String> json) {
        return new Check.Http.Expectation(
                StatusRanges.DEFAULT, text, Optional.of(regex).map(Regex::new), Map.of(), json, Map.of());
    }

    private static Check.Http.Expectation json(String pointer, String value) {
        return new Check.Http.Expectation(
                StatusRanges.DEFAULT, Optional.empty(), Optional.empty(), Map.of(), Map.of(pointer, value), Map.of());
    }

    private static String outcome(String answer, Check.Http.Expectation expectation) throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.raw(answer))) {
            return engine.outcome(Backends.at(server.port()).timeout(LONG).expecting(expectation));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, text/html, passed",
        "content-type, text/html, passed",
        "Content-Type, html, header_mismatch:content-type",
        "Content-Type, ~^text/, passed",
        "Content-Type, ~^image/, header_mismatch:content-type",
        "Set-Cookie, ~^b=, passed",
        "X-Other, ~., header_mismatch:x-other"
    })
    void aHeaderIsTheTextOrMatchesTheExpression(String name, String written, String outcome) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Type:  text/html \r\nSet-Cookie: b=2\r\n\r\n";
        assertThat(outcome(answer, headers(name, written))).isEqualTo(outcome);
    }

    @Test
    void anotherServiceIsTheWrongOneWhateverItsStatus() throws Exception {
        assertThat(outcome("HTTP/1.1 404 No\r\nX-Service: shop\r\n\r\n", identity("X-Service", "blog")))
                .isEqualTo("wrong_service:x-service");
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n", identity("X-Service", "blog")))
                .isEqualTo("wrong_service:x-service");
        assertThat(outcome("HTTP/1.1 200 OK\r\nX-Service: blog\r\n\r\n", identity("X-Service", "blog")))
                .isEqualTo("passed");
        assertThat(outcome("HTTP/1.1 503 No\r\nX-Service: blog\r\n\r\n", identity("X-Service", "blog")))
                .isEqualTo("status:503");
    }

    @Test
    void aBodyMustHaveAllThatIsExpected() throws Exception {
        String whole = "HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{\"version\":\"v12\",\"ok\":true}";
        assertThat(outcome(whole, body(Optional.of("ok"), "v[0-9]+", Map.of("/ok", "true"))))
                .isEqualTo("passed");
        assertThat(outcome(whole, body(Optional.of("ko"), "v[0-9]+", Map.of("/ok", "true"))))
                .isEqualTo("body_mismatch");
        assertThat(outcome(whole, body(Optional.of("ok"), "w[0-9]+", Map.of("/ok", "true"))))
                .isEqualTo("body_mismatch");
        assertThat(outcome(whole, body(Optional.of("ok"), "v[0-9]+", Map.of("/ok", "false"))))
                .isEqualTo("body_mismatch");
        assertThat(outcome(whole.replace(" 27", " 99"), body(Optional.of("ok"), "v[0-9]+", Map.of("/ok", "true"))))
                .isEqualTo("reset");
    }

    @ParameterizedTest
    @CsvSource({
        "/status, UP, passed",
        "/status, DOWN, body_mismatch",
        "/nodes/1/up, true, passed",
        "/nodes/0/up, true, body_mismatch",
        "/nodes, UP, body_mismatch",
        "/load, 0.5, passed",
        "/none, null, body_mismatch"
    })
    void aValueIsFoundByItsPointer(String pointer, String value, String outcome) throws Exception {
        String document = "{\"status\":\"UP\",\"load\":0.5,\"nodes\":[{\"up\":false},{\"up\":true}]}";
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n" + document, json(pointer, value)))
                .isEqualTo(outcome);
    }

    @Test
    void aBodyThatIsNoJsonOrTooDeepLacksTheValue() throws Exception {
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n<html>", json("/a", "1"))).isEqualTo("body_mismatch");
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n", json("/a", "1"))).isEqualTo("body_mismatch");
        String deep = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n" + deep, json("/a", "1"))).isEqualTo("body_mismatch");
    }

    @Test
    void onlyTheFirst64KibAreLookedAt() throws Exception {
        String long64 = "x".repeat(BodyReader.MOST_BODY_BYTES - 1);
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n" + long64 + "ok", body(Optional.empty(), "ok", Map.of())))
                .isEqualTo("body_mismatch");
        assertThat(outcome("HTTP/1.1 200 OK\r\n\r\n" + long64 + "k", body(Optional.empty(), "xk$", Map.of())))
                .isEqualTo("passed");
    }

    @Test
    void aCompressedBodyIsNotUnpacked() throws Exception {
        String packed = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok";
        assertThat(outcome(packed, Check.Http.Expectation.of(StatusRanges.DEFAULT, Optional.of("ok"))))
                .isEqualTo("protocol:compressed");
        assertThat(outcome(packed, Check.Http.Expectation.of(StatusRanges.DEFAULT, Optional.empty())))
                .isEqualTo("passed");
    }

    @Test
    void aHeaderOfTheRequestReplacesOurOwn() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""))) {
            engine.outcome(Backends.at(server.port()).timeout(LONG).header("user-agent", "kube-probe"));
            engine.outcome(Backends.at(server.port()).timeout(LONG).header("Authorization", "Bearer abc"));
            assertThat(server.requests().getFirst())
                    .contains("\r\nuser-agent: kube-probe\r\n")
                    .doesNotContain("outrider/test");
            assertThat(server.requests().getLast())
                    .contains("\r\nAuthorization: Bearer abc\r\n")
                    .contains("\r\nUser-Agent: outrider/test\r\n");
        }
    }
}
