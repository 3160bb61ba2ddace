package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WakeTest {
    @Test
    void itRingsWhenTheTimeHasComeAndNotBefore() {
        List<Instant> rang = new CopyOnWriteArrayList<>();
        try (Wake wake = new Wake(InstantSource.system(), () -> rang.add(Instant.now()))) {
            Instant wanted = Instant.now().plusMillis(50);
            wake.at(Optional.of(wanted));

            await().until(() -> !rang.isEmpty());

            assertThat(rang.getFirst()).isAfterOrEqualTo(wanted);
        }
    }

    @Test
    void whatWasSetBeforeCountsNoMore() {
        List<Instant> rang = new CopyOnWriteArrayList<>();
        try (Wake wake = new Wake(InstantSource.system(), () -> rang.add(Instant.now()))) {
            wake.at(Optional.of(Instant.now().plusSeconds(3_600)));
            wake.at(Optional.empty());
            Instant wanted = Instant.now().plusMillis(20);
            wake.at(Optional.of(wanted));

            await().until(() -> !rang.isEmpty());

            assertThat(rang).hasSize(1);
        }
    }

    @Test
    void howeverOftenItIsSetItRingsAtMostOnceASecond() {
        List<Long> rang = new CopyOnWriteArrayList<>();
        try (Wake wake = new Wake(InstantSource.system(), () -> rang.add(System.nanoTime()))) {
            await().until(() -> {
                wake.at(Optional.of(Instant.now()));
                return rang.size() >= 3;
            });

            assertThat(rang.get(2) - rang.get(0)).isGreaterThanOrEqualTo(2 * Wake.SHORTEST.toNanos());
        }
    }

    @Property
    void theSleepIsLongEnoughForThePaceAndShortEnoughToNoticeANewTime(
            @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long leftMillis,
            @ForAll @LongRange(max = 10_000_000) long quietMillis) {
        Duration left = Duration.ofMillis(leftMillis);
        Duration sleep = Wake.sleep(left, Duration.ofMillis(quietMillis));

        assertThat(sleep).isBetween(Duration.ZERO, Wake.LONGEST);
        assertThat(sleep.plusMillis(quietMillis)).isGreaterThanOrEqualTo(Wake.SHORTEST);
        if (quietMillis > 1_000 && left.compareTo(Wake.LONGEST) < 0 && leftMillis > 0) {
            assertThat(sleep).isEqualTo(left);
        }
    }
}
