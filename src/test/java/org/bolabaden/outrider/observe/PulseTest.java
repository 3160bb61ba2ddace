package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("applier").unstarted(this::work);
    private final Pulse pulse = new Pulse(thread, LONGEST);

    private void work() {
        try {
            end.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.countDown();
        if (thread.getState() != Thread.State.NEW) {
            thread.join();
        }
    }

    @Test
    void aThreadThatWasNotStartedYetIsFine() {
        assertThat(pulse.fault(inSeconds(1_000))).isEmpty();
    }

    @Test
    void aThreadThatBeatsIsFine() {
        thread.start();
        assertThat(pulse.fault(inSeconds(59))).isEmpty();
    }

    @Test
    void aThreadThatHasNotBeatenForLongerThanATurnMayTakeIsStuck() {
        thread.start();
        assertThat(pulse.fault(inSeconds(61))).contains("has been stuck for 61 s");
        assertThat(pulse.name()).isEqualTo("applier");
    }

    @Test
    void aThreadThatEndedIsAFault() throws InterruptedException {
        thread.start();
        end.countDown();
        thread.join();
        assertThat(pulse.fault(inSeconds(0))).contains("has ended");
    }

    private static long inSeconds(long seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }
}
