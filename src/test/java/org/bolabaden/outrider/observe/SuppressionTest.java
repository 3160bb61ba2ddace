package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuppressionTest {
    private final Suppression suppression = new Suppression();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    private static Event down(String backend) {
        return Event.warn("backend_down")
                .service("site")
                .backend(backend)
                .change("up", "down")
                .reason("refused");
    }

    private int admitted(Event event, int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += suppression.admits(event, now) ? 1 : 0;
        }
        return admitted;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void tenAtOnceAreToldAndNoMore() {
        assertThat(admitted(down("a:80"), 50)).isEqualTo(Suppression.AT_ONCE);
    }

    @Test
    void sixAMinuteAreToldAfterwards() {
        admitted(down("a:80"), 50);
        int told = 0;
        for (int second = 0; second < 600; second++) {
            pass(Duration.ofSeconds(1));
            told += admitted(down("a:80"), 3);
        }

        assertThat(told).isEqualTo(60);
    }

    @Test
    void whoeverComesAndGoesSlowlyIsAlwaysTold() {
        for (int i = 0; i < 100; i++) {
            assertThat(suppression.admits(down("a:80"), now)).isTrue();
            pass(Suppression.REFILL);
        }
    }

    @Test
    void eachEventOfEachBackendHasABucketOfItsOwn() {
        admitted(down("a:80"), 50);

        assertThat(suppression.admits(down("b:80"), now)).isTrue();
        assertThat(suppression.admits(Event.info("backend_up").service("site").backend("a:80"), now))
                .isTrue();
        assertThat(suppression.admits(down("a:80").service("other"), now)).isTrue();
        assertThat(suppression.admits(down("a:80"), now)).isFalse();
    }

    @Test
    void whatIsSingularOrAnErrorIsNeverSuppressed() {
        assertThat(admitted(Event.info("registry_loaded"), 1_000)).isEqualTo(1_000);
        assertThat(admitted(Event.error("broken").backend("a:80"), 1_000)).isEqualTo(1_000);
    }

    @Test
    void whatWasSuppressedIsToldOnceWithinAMinute() {
        admitted(down("a:80"), 32);
        assertThat(suppression.due(now)).isEmpty();
        pass(Suppression.TOLD_AFTER);

        assertThat(suppression.due(now))
                .containsExactly(Event.warn("events_suppressed")
                        .service("site")
                        .backend("a:80")
                        .change("up", "down")
                        .reason("suppressed 22 of backend_down, which came too often; the last: refused"));
        assertThat(suppression.due(now)).isEmpty();
        assertThat(Suppression.TOLD_AFTER).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void atTheEndAllThatIsLeftIsTold() {
        admitted(down("a:80"), 11);
        admitted(down("b:80"), 10);

        assertThat(suppression.rest())
                .extracting(Event::reason)
                .extracting(reason -> reason.orElseThrow())
                .containsExactly("suppressed 1 of backend_down, which came too often; the last: refused");
    }

    @Test
    void aClockThatStepsBackSilencesNobodyForLong() {
        admitted(down("a:80"), 50);
        pass(Duration.ofDays(-30));
        assertThat(suppression.due(now)).hasSize(1);
        admitted(down("a:80"), 1);

        pass(Suppression.REFILL);

        assertThat(suppression.admits(down("a:80"), now)).isTrue();
    }

    @Test
    void aBucketThatIsFullAgainIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            admitted(down("host" + i + ":80"), 11);
        }
        assertThat(suppression.size()).isEqualTo(1_000);

        pass(Suppression.REFILL.multipliedBy(Suppression.AT_ONCE));
        List<Event> told = suppression.due(now);

        assertThat(told).hasSize(1_000);
        assertThat(suppression.size()).isZero();
    }
}
