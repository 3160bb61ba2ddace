package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who presents wrong tokens is heard more and more seldom. */
class AttemptsTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private final Attempts attempts = new Attempts();

    private void fail(String address, int times, Instant at) {
        for (int i = 0; i < times; i++) {
            attempts.failed(address, at);
        }
    }

    @Test
    void afterSixtyWrongOnesAnAddressIsHeardOnceASecond() {
        fail("10.8.0.9", Attempts.AT_ONCE - 1, NOON);
        assertThat(attempts.isExhausted("10.8.0.9", NOON)).isFalse();

        assertThat(attempts.failed("10.8.0.9", NOON)).isTrue();

        assertThat(attempts.isExhausted("10.8.0.9", NOON)).isTrue();
        assertThat(attempts.isExhausted("10.8.0.10", NOON)).isFalse();
        Instant later = NOON.plusSeconds(1);
        assertThat(attempts.isExhausted("10.8.0.9", later)).isFalse();
        attempts.failed("10.8.0.9", later);
        assertThat(attempts.isExhausted("10.8.0.9", later)).isTrue();
    }

    @Test
    void aPeerWithTheWrongTokenThatAsksEveryOtherSecondIsAlwaysToldSo() {
        for (int i = 0; i < 10_000; i += 2) {
            assertThat(attempts.failed("10.8.0.2", NOON.plusSeconds(i))).isFalse();
            assertThat(attempts.isExhausted("10.8.0.2", NOON.plusSeconds(i))).isFalse();
        }
    }

    @Test
    void theAddressesOfOneSiteAreOne() {
        for (int i = 0; i < Attempts.AT_ONCE; i++) {
            attempts.failed("2001:db8:1:2::" + Integer.toHexString(i + 1), NOON);
        }

        assertThat(attempts.isExhausted("2001:db8:1:2:ffff::1", NOON)).isTrue();
        assertThat(attempts.isExhausted("2001:db8:1:3::1", NOON)).isFalse();
    }

    @Test
    void manyAddressesTakeABoundedMemoryAndTheOneThatGoesOnIsKept() {
        fail("10.8.0.9", Attempts.AT_ONCE, NOON);
        for (int i = 0; i < 10 * Attempts.MOST; i++) {
            attempts.failed("10." + (100 + i / 65_536) + "." + i / 256 % 256 + "." + i % 256, NOON);
            assertThat(attempts.isExhausted("10.8.0.9", NOON)).isTrue();
        }

        assertThat(attempts.remembered()).isEqualTo(Attempts.MOST);
    }
}
