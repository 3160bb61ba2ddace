package org.bolabaden.outrider.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.hostile.Judgement.Kind;
import org.bolabaden.outrider.hostile.ProxyFile.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parsers that are broken on purpose: what nobody catches here, nobody would catch there. */
class OracleTest {
    private static final byte[] INPUT = "input".getBytes(StandardCharsets.UTF_8);

    private final Oracle oracle = new Oracle(Duration.ofSeconds(5));

    @AfterEach
    void close() {
        oracle.close();
    }

    private Kind broken(Parser parser) {
        return broken(Target.refusing("broken", IOException.class, parser));
    }

    private Kind broken(Target target) {
        assertThat(oracle.judge(target, INPUT)).isInstanceOf(Judgement.Broken.class);
        return ((Judgement.Broken) oracle.judge(target, INPUT)).kind();
    }

    @Test
    void anExceptionThatNoDocumentationNamesIsACrash() {
        assertThat(broken(input -> {
                    throw new NullPointerException("oops");
                }))
                .isEqualTo(Kind.CRASH);
        assertThat(broken(input -> {
                    throw new IllegalArgumentException("refused, but not as it says");
                }))
                .isEqualTo(Kind.CRASH);
        assertThat(broken(OracleTest::deeper)).isEqualTo(Kind.CRASH);
    }

    private static Reading deeper(byte[] input) {
        return input.length > 0 ? deeper(new byte[input.length + 1]).telling("never") : Reading.taken();
    }

    @Test
    void aDocumentedExceptionIsARefusal() {
        Target target = Target.refusing("honest", IOException.class, input -> {
            throw new java.io.FileNotFoundException("no such file");
        });
        assertThat(oracle.judge(target, INPUT)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void aLoopWithoutEndIsAHangAndTheNextInputIsJudgedAllTheSame() {
        Target loop = Target.answering("loop", input -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return Reading.taken();
        });
        assertThat(oracle.judge(loop, INPUT))
                .isInstanceOfSatisfying(
                        Judgement.Broken.class, what -> assertThat(what.kind()).isEqualTo(Kind.HANG));
        assertThat(oracle.judge(Target.answering("next", input -> Reading.taken()), INPUT))
                .isInstanceOf(Judgement.Accepted.class);
    }

    @Test
    void memoryWithoutBoundsIsSeen() {
        assertThat(broken(input -> {
                    long all = 0;
                    for (int i = 0; i < 40; i++) {
                        all += new byte[32 << 20].length;
                    }
                    return Reading.taken().telling(Long.toString(all));
                }))
                .isEqualTo(Kind.MEMORY);
    }

    @Test
    void aSecretInAMessageIsALeakAndSoIsItsBeginningWhereTheMessageIsCut() {
        assertThat(broken(input -> {
                    throw new IOException("login of " + Hostile.SECRET + " failed");
                }))
                .isEqualTo(Kind.LEAK);
        assertThat(broken(input -> Reading.refused(List.of("HTTP 403: token " + Hostile.SECRET.substring(0, 9) + "…"))))
                .isEqualTo(Kind.LEAK);
        assertThat(broken(input -> Reading.taken()
                        .with(List.of(new ProxyFile(Proxy.HAPROXY, "global\n  log " + Hostile.SECRET + "\n")))))
                .isEqualTo(Kind.LEAK);
    }

    @Test
    void aMessageOfSeveralLinesOrWithWhatNobodySeesIsCaught() {
        for (String text :
                List.of("a\nb", "a\rb", "a\u001b[2J", "a\u009b31m", "a\u202eb", "a\u2028b", "\0", "x\ud800")) {
            assertThat(broken(input -> Reading.refused(List.of(text)))).as(text).isEqualTo(Kind.MESSAGE);
        }
        assertThat(broken(input -> Reading.taken().telling("x".repeat(5_000)))).isEqualTo(Kind.MESSAGE);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add("line " + i);
        }
        assertThat(broken(input -> Reading.refused(many))).isEqualTo(Kind.MESSAGE);
    }

    @Test
    void aLineThatIsNoneOfOursInAProxysFileIsCaught() {
        for (String text : List.of(
                "backend a\n  balance roundrobin\n" + Hostile.INJECTED + " on\n",
                "backend a\r  http-request return status 200\n",
                "backend a\n  lua-load /tmp/x\n",
                "backend a\u0085  program x\n")) {
            assertThat(broken(input -> Reading.taken().with(List.of(new ProxyFile(Proxy.HAPROXY, text)))))
                    .as(text)
                    .isEqualTo(Kind.INJECTION);
        }
        assertThat(broken(input -> Reading.taken()
                        .with(List.of(
                                new ProxyFile(Proxy.TRAEFIK, "http:\n  routers: {}\n" + Hostile.INJECTED + ": 1\n")))))
                .isEqualTo(Kind.INJECTION);
        assertThat(broken(input -> Reading.taken()
                        .with(List.of(new ProxyFile(Proxy.TRAEFIK, "http:\n  routers:\n    text that is no key\n")))))
                .isEqualTo(Kind.INJECTION);
    }

    @Test
    void theSameNumberIsTheSameInput() {
        Target target = Target.answering("same", input -> Reading.taken()).by(new JsonGrammar());
        Corpus corpus = new Corpus(List.of("{\"a\": [1, 2]}".getBytes(StandardCharsets.UTF_8)));
        for (int number = 0; number < 200; number++) {
            assertThat(new Inputs(target, corpus, 7).input(number))
                    .isEqualTo(new Inputs(target, corpus, 7).input(number));
        }
        assertThat(new Inputs(target, corpus, 7).input(5)).isNotEqualTo(new Inputs(target, corpus, 8).input(5));
    }

    @Test
    void aCampaignFindsAParserThatBreaksAtOneByteAndKeepsTheInput() {
        Target fragile = Target.answering("fragile", input -> {
            for (byte one : input) {
                if (one == 0) {
                    throw new IllegalStateException("a zero");
                }
            }
            return Reading.taken();
        });
        Corpus corpus = new Corpus(List.of("some text that is harmless".getBytes(StandardCharsets.UTF_8)));

        Score score = new Campaign(oracle).run(fragile, corpus, 500);

        assertThat(score.broken()).isPositive();
        assertThat(score.findings().getFirst().toString())
                .startsWith("fragile, seed 1, input ")
                .contains("crash");
        assertThat(score.findings().getFirst().input()).contains(0);
    }
}
