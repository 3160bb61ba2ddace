package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks over HTTP whose answer is elsewhere. */
class RedirectTest {
    private static TestingHttpServer.Script redirect(int status, String location) {
        return TestingHttpServer.raw(
                "HTTP/1.1 " + status + " Said\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** The scripts one after the other, the last for ever. */
    private static TestingHttpServer serving(TestingHttpServer.Script... scripts) {
        AtomicInteger served = new AtomicInteger();
        return TestingHttpServer.answering(
                connection -> scripts[Math.min(served.getAndIncrement(), scripts.length - 1)].answer(connection));
    }

    @Test
    void aRedirectIsAnAnswerUnlessItIsToBeFollowed() throws Exception {
        try (TestingHttpServer server = serving(redirect(302, "/login"), TestingHttpServer.status(503, ""));
                EngineFixture engine = EngineFixture.start()) {
            ProbeResult result = engine.check(Backends.at(server.port()));
            assertThat(result.passed()).isTrue();
            assertThat(result.status()).isEqualTo(302);
        }
    }

    @Test
    void theLastAnswerIsJudgedOnAConnectionOfItsOwn() throws Exception {
        try (TestingHttpServer server =
                        serving(redirect(301, "/b?x=1"), redirect(307, "../c"), TestingHttpServer.status(503, "no"));
                EngineFixture engine = EngineFixture.start()) {
            ProbeResult result = engine.check(Backends.at(server.port())
                    .path("/a/")
                    .header("Authorization", "Bearer x")
                    .following());

            assertThat(result.failure()).map(FailureReason::toString).contains("status:503");
            assertThat(server.requests())
                    .extracting(head -> head.substring(0, head.indexOf(" HTTP")))
                    .containsExactly("GET /a/", "GET /b?x=1", "GET /c");
            assertThat(server.requests()).allMatch(head -> head.contains("Authorization: Bearer x"));
        }
    }

    @Test
    void aBodyIsExpectedOfTheLastAnswerAlone() throws Exception {
        try (TestingHttpServer server = serving(redirect(302, "/b"), TestingHttpServer.status(200, "fine"));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port()).body("fine").following()))
                    .isEqualTo("passed");
        }
    }

    @Test
    void aLoopEndsAfterFiveRedirects() throws Exception {
        try (TestingHttpServer server = serving(redirect(302, "/"));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port()).following())).isEqualTo("redirect:loop");
            assertThat(server.requests()).hasSize(6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://elsewhere.example/, redirect:elsewhere",
        "https://site.example/, redirect:elsewhere",
        "http://site.example:81/, redirect:elsewhere",
        "//elsewhere.example/, redirect:elsewhere",
        "http://[, redirect:bad_location",
        "mailto:someone@site.example, redirect:bad_location",
        "/a b, redirect:bad_location",
        "http://SITE.example/b, passed",
        "http://site.example:80/b, passed",
        "b#fragment, passed",
        "/ü, passed"
    })
    void onlyTheSameOriginIsFollowed(String location, String outcome) throws Exception {
        try (TestingHttpServer server = serving(redirect(302, location), TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port())
                            .hostHeader("site.example")
                            .following()))
                    .isEqualTo(outcome);
        }
    }

    @Test
    void aServiceWithAnUnderscoreInItsNameIsFollowedToo() {
        HttpRequest request = new HttpRequest("GET", "/a", "https", "my_app:3000", Map.of());
        assertThat(request.redirected(302, "/b")).isInstanceOf(HttpRequest.Redirection.Here.class);
        assertThat(request.redirected(302, "https://my_app/b")).isInstanceOf(HttpRequest.Redirection.Elsewhere.class);
    }

    @Test
    void aLocationThatIsTooLongIsNotFollowedInPart() throws Exception {
        try (TestingHttpServer server = serving(redirect(302, "/" + "a".repeat(5000)));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port()).following())).isEqualTo("redirect:bad_location");
        }
    }

    @Test
    void aRedirectWithoutALocationIsAnAnswer() throws Exception {
        try (TestingHttpServer server = serving(TestingHttpServer.status(302, ""));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port()).following())).isEqualTo("passed");
        }
    }

    @Test
    void aPostBecomesAGetWhereOneIsTold() throws Exception {
        HttpRequest post = new HttpRequest("POST", "/a", "http", "site.example", Map.of());
        assertThat(method(post, 302)).isEqualTo("GET");
        assertThat(method(post, 303)).isEqualTo("GET");
        assertThat(method(post, 307)).isEqualTo("POST");
        HttpRequest head = new HttpRequest("HEAD", "/a", "http", "site.example", Map.of());
        assertThat(method(head, 303)).isEqualTo("HEAD");
    }

    private static String method(HttpRequest request, int status) {
        return ((HttpRequest.Redirection.Here) request.redirected(status, "/b"))
                .request()
                .method();
    }

    @Test
    void allRedirectsTogetherHaveTheTimeOfOneCheck() throws Exception {
        try (TestingHttpServer server = serving(redirect(302, "/b"), TestingHttpServer.rawThenSilence(""));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(Backends.at(server.port()).following())).isEqualTo("response_timeout");
        }
    }
}
