package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

class TrafficSignalTest {
    private static final BackendId BACKEND = new BackendId(new ServiceName("a"), new Endpoint("h", 1));
    private static final TrafficCounters BEFORE = new TrafficCounters(2, 10, 1_000, 5_000, 3, 4);

    @Test
    void risingConnectionErrorsAreASign() {
        assertThat(TrafficSignal.between(BEFORE, new TrafficCounters(2, 11, 1_100, 5_500, 4, 4)))
                .contains(TrafficSignal.CONNECT_ERRORS);
    }

    @Test
    void risingResponseErrorsAreASign() {
        assertThat(TrafficSignal.between(BEFORE, new TrafficCounters(2, 11, 1_100, 5_500, 3, 5)))
                .contains(TrafficSignal.RESPONSE_ERRORS);
    }

    @Test
    void requestsWithoutAByteInReturnAreAStall() {
        assertThat(TrafficSignal.between(BEFORE, new TrafficCounters(4, 12, 1_200, 5_000, 3, 4)))
                .contains(TrafficSignal.STALL);
    }

    @Test
    void trafficThatIsAnsweredIsNoSign() {
        assertThat(TrafficSignal.between(BEFORE, new TrafficCounters(4, 12, 1_200, 5_001, 3, 4)))
                .isEmpty();
    }

    @Test
    void aRequestThatHasOnlyJustComeIsNoSign() {
        TrafficCounters idle = new TrafficCounters(0, 10, 1_000, 5_000, 3, 4);

        assertThat(TrafficSignal.between(idle, new TrafficCounters(1, 11, 1_100, 5_000, 3, 4)))
                .isEmpty();
    }

    @Test
    void idleSessionsAreNoSign() {
        assertThat(TrafficSignal.between(BEFORE, BEFORE)).isEmpty();
    }

    @Test
    void anotherWorkerBeginsAnew() {
        assertThat(TrafficSignal.between(BEFORE, new TrafficCounters(1, 1, 10, 0, 9, 9)))
                .isEqualTo(Optional.empty());
    }

    @Test
    void countersAreReadByTheirNamesFromTheFirstColumns() throws UnreadableReplyException {
        String answer = """
                # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,last_chk
                web,a:1,0,0,2,3,,10,1000,5000,,0,,1,4,2,0,"Layer7, ok"
                web,short
                """;

        assertThat(TrafficCounters.parse(answer)).isEqualTo(Map.of("web/a:1", BEFORE));
    }

    @Test
    void anAnswerThatIsNotHaproxysIsRefused() {
        assertThatThrownBy(() -> TrafficCounters.parse("Unknown command")).isInstanceOf(UnreadableReplyException.class);
    }

    @Test
    void aServerThatKeepsGivingSignsIsAskedEverMoreRarely() {
        Suspicions suspicions = new Suspicions();
        int asked = 0;
        for (long now = 0;
                now < Duration.ofMinutes(1).toNanos();
                now += Duration.ofMillis(100).toNanos()) {
            asked += suspicions.admits(BACKEND, now) ? 1 : 0;
        }
        assertThat(asked).isBetween(8, 11);
    }

    @Test
    void halfAMinuteWithoutASignClearsTheRecord() {
        Suspicions suspicions = new Suspicions();
        assertThat(suspicions.admits(BACKEND, 0)).isTrue();
        assertThat(suspicions.admits(BACKEND, 1)).isFalse();
        long later = Duration.ofSeconds(31).toNanos();
        suspicions.forget(later);
        assertThat(suspicions.admits(BACKEND, later)).isTrue();
    }
}
