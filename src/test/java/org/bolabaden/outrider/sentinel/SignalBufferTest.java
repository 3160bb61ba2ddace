package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.ServiceName;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** The channel's buffer: bounded, in order, on demand. */
class SignalBufferTest {
    private static final ServiceName SERVICE = new ServiceName("redis-main");

    private final SignalBuffer buffer = new SignalBuffer(3);
    private final Taker taker = new Taker();

    private static ServiceSignal signal(int number) {
        return new ServiceSignal(SERVICE, new Signal.Ticked(Instant.ofEpochSecond(number)));
    }

    /** Takes what it has asked for. */
    private static final class Taker implements Flow.Subscriber<Message<ServiceSignal>> {
        private final List<Long> taken = new ArrayList<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Message<ServiceSignal> message) {
            taken.add(message.getPayload().signal().at().getEpochSecond());
        }

        @Override
        public void onError(Throwable failed) {
            throw new AssertionError(failed);
        }

        @Override
        public void onComplete() {}
    }

    @Test
    void whatDoesNotFitIsRefusedAndWhatWaitsComesInOrder() {
        buffer.subscribe(taker);

        assertThat(IntStream.rangeClosed(1, 5).mapToObj(i -> buffer.offer(signal(i))))
                .containsExactly(true, true, true, false, false);
        assertThat(buffer.refused()).isEqualTo(2);
        taker.subscription.request(2);
        assertThat(buffer.offer(signal(6))).isTrue();
        taker.subscription.request(10);

        assertThat(taker.taken).containsExactly(1L, 2L, 3L, 6L);
    }

    @Test
    void whatCameBeforeTheSubscriptionWaitsForIt() {
        buffer.offer(signal(1));
        buffer.subscribe(taker);
        taker.subscription.request(1);

        assertThat(taker.taken).containsExactly(1L);
    }

    @Test
    void aTakerThatAsksFromAnotherThreadGetsEachOnce() throws Exception {
        SignalBuffer large = new SignalBuffer(100_000);
        large.subscribe(taker);
        CountDownLatch asked = new CountDownLatch(1);
        Thread asking = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20_000; i++) {
                taker.subscription.request(1);
            }
            asked.countDown();
        });
        for (int i = 0; i < 20_000; i++) {
            large.offer(signal(i));
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        asking.join();

        assertThat(taker.taken).hasSize(20_000).isSorted().doesNotHaveDuplicates();
    }
}
