package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.observe.Exposition.MetricType;
import org.junit.jupiter.api.Test;

class TextExpositionTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final TextExposition exposition = new TextExposition(written);

    private String text() {
        exposition.flush();
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFamilyHasItsHelpItsTypeAndItsSamples() {
        exposition.family("outrider_backend_up", MetricType.GAUGE, "1 while it is up.");
        exposition.sample().label("service", "web").label("backend", "a:80").is(1);
        exposition.sample().is(0.5);

        assertThat(text()).isEqualTo("""
                # HELP outrider_backend_up 1 while it is up.
                # TYPE outrider_backend_up gauge
                outrider_backend_up{service="web",backend="a:80"} 1.0
                outrider_backend_up 0.5
                """);
    }

    @Test
    void whatTheFormatReservesIsEscapedAndTheRestIsUtf8() {
        exposition.family("m", MetricType.COUNTER, "Help.");
        exposition.sample().label("l", "a\"b\\c\nd é 𝄞").is(-12);

        assertThat(text()).endsWith("m{l=\"a\\\"b\\\\c\\nd é 𝄞\"} -12.0\n");
    }

    @Test
    void labelsThatSeriesShareAreWrittenAsSingleOnesAre() {
        exposition.family("m", MetricType.GAUGE, "Help.");
        LabelSet shared = LabelSet.ofBackend("web \"1\"", "[::1]:80", "é");
        exposition.sample().labels(shared).label("state", "ready").is(1);
        exposition.sample().labels(LabelSet.ofService("web")).is(2);

        assertThat(text()).endsWith("""
                m{service="web \\"1\\"",backend="[::1]:80",node="é",state="ready"} 1.0
                m{service="web"} 2.0
                """);
    }

    @Test
    void whatDoesNotFitTheBufferIsWhole() {
        String name = "x".repeat(20_000);
        exposition.family("m", MetricType.GAUGE, "Help.");
        exposition
                .sample()
                .label("l", "é")
                .label("l", name)
                .labels(LabelSet.ofService(name))
                .is(1);

        assertThat(text()).endsWith("m{l=\"é\",l=\"" + name + "\",service=\"" + name + "\"} 1.0\n");
    }

    @Test
    void whateverTheNumberOfSamplesNoMoreThanOneBufferIsHeld() {
        List<Integer> portions = new ArrayList<>();
        TextExposition many = new TextExposition(new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                portions.add(length);
                super.write(bytes, from, length);
            }
        });
        many.family("m", MetricType.GAUGE, "Help.");
        for (int i = 0; i < 10_000; i++) {
            many.sample().label("backend", "10.0.0.1:" + i).is(i);
        }
        many.flush();

        assertThat(portions).hasSizeGreaterThan(10).allMatch(length -> length <= 16_384);
    }
}
