package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.Test;

/** How old the answers of the servers are, on a clock that may be set. */
class RolesTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final Endpoint A = new Endpoint("node1", 6379);
    private static final Endpoint B = new Endpoint("node2", 6379);
    private static final Duration SILENT = Duration.ofSeconds(3);

    private static Instant at(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }

    private static Signal tick(double seconds) {
        return new Signal.Ticked(at(seconds));
    }

    private static Roles answered(Roles roles, Endpoint backend, double asked, double now) {
        return roles.after(new Signal.Answered(at(now), backend, new RedisRole.Master(), at(asked)));
    }

    private static Roles known() {
        return answered(Roles.none(START), A, 0, 0);
    }

    @Test
    void aPauseOfFiveSecondsIsNoBreakAndALongerOneIs() {
        assertThat(known().step(tick(5))).isZero();
        assertThat(known().step(tick(5.000000001)))
                .isEqualTo(Duration.ofSeconds(5).plusNanos(1));
        assertThat(known().step(tick(0))).isZero();
        assertThat(known().step(tick(-0.001))).isEqualTo(Duration.ofMillis(-1));
    }

    @Test
    void afterABreakNobodySaidAnythingAndNobodyIsSilentYet() {
        Roles broken = known().after(tick(6));

        assertThat(broken.last(A)).isEmpty();
        assertThat(broken.silent(A, SILENT)).isFalse();
        assertThat(broken.after(tick(9)).silent(A, SILENT)).isTrue();
    }

    @Test
    void anAnswerIsAsOldAsItWasWhenTimesAreOutOfOrder() {
        Roles shifted = known().after(tick(1)).after(tick(0.991));

        assertThat(shifted.at()).isEqualTo(at(0.991));
        assertThat(shifted.answers().get(A).asked()).isEqualTo(at(-0.009));
        assertThat(shifted.listening()).isEqualTo(at(-0.009));
        assertThat(shifted.fresh(A)).isPresent();
    }

    @Test
    void aClockThatIsSetBackByTenMillisecondsIsABreak() {
        assertThat(known().after(tick(-0.009)).last(A)).isPresent();
        assertThat(known().after(tick(-0.01)).last(A)).isEmpty();
    }

    @Test
    void anAnswerIsFreshForASecondAndAHalf() {
        assertThat(known().after(tick(1.5)).fresh(A)).isPresent();
        assertThat(known().after(tick(1.500000001)).fresh(A)).isEmpty();
        assertThat(known().after(tick(1.500000001)).last(A)).isPresent();
    }

    @Test
    void aBackendIsSilentFromItsLastAnswerOn() {
        Roles roles = answered(Roles.none(START).after(tick(2)), A, 2, 2).after(tick(4));

        assertThat(roles.silent(A, SILENT)).isFalse();
        assertThat(roles.silent(B, SILENT)).as("never heard").isTrue();
        assertThat(roles.after(tick(5)).silent(A, SILENT)).isTrue();
    }

    @Test
    void nobodyIsSilentForATimeInWhichNobodyListened() {
        Roles roles = answered(Roles.none(START), A, -2, 0).after(tick(2));

        assertThat(roles.silent(A, SILENT)).isFalse();
        assertThat(roles.after(tick(3)).silent(A, SILENT)).isTrue();
    }

    @Test
    void anAnswerToAnEarlierQuestionDoesNotOvertakeALaterOne() {
        Roles late = known().after(new Signal.Answered(at(1), A, new RedisRole.Replica(B, true), at(-1)));
        Roles ofTheFuture = known().after(new Signal.Answered(at(1), A, new RedisRole.Replica(B, true), at(1.001)));

        assertThat(late.last(A)).contains(new RedisRole.Master());
        assertThat(ofTheFuture.last(A)).contains(new RedisRole.Master());
        assertThat(late.at()).isEqualTo(at(1));
    }
}
