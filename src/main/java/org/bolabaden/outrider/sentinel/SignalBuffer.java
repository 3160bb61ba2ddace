package org.bolabaden.outrider.sentinel;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be taken from the channel. Bounded: what does not fit is refused, and who offered it asks the sentinel again
 * later. Nothing is lost by that but time: whatever counts is in the next answers. Safe for use by several threads; the
 * subscriber is called by one at a time, in order.
 */
final class SignalBuffer implements Flow.Publisher<Message<ServiceSignal>> {
    private final int capacity;
    private final Queue<ServiceSignal> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super Message<ServiceSignal>> subscriber;
    private long demand;
    private boolean delivering;
    private long refused;

    SignalBuffer(int capacity) {
        this.capacity = capacity;
    }

    /** Whether it was taken. */
    boolean offer(ServiceSignal signal) {
        synchronized (this) {
            if (waiting.size() >= capacity) {
                refused++;
                return false;
            }
            waiting.add(signal);
        }
        deliver();
        return true;
    }

    /** How many were refused since the start. */
    synchronized long refused() {
        return refused;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message<ServiceSignal>> next) {
        synchronized (this) {
            if (subscriber != null) {
                throw new IllegalStateException("sentinel-signals has one subscriber");
            }
            subscriber = next;
        }
        next.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                more(count);
            }

            @Override
            public void cancel() {
                more(-1);
            }
        });
    }

    private void more(long count) {
        synchronized (this) {
            demand = count < 0 ? 0 : Math.min(Long.MAX_VALUE / 2, demand + count);
        }
        deliver();
    }

    private void deliver() {
        synchronized (this) {
            if (delivering) {
                return;
            }
            delivering = true;
        }
        for (ServiceSignal next = next(); next != null; next = next()) {
            Flow.Subscriber<? super Message<ServiceSignal>> to = subscriber;
            if (to != null) {
                to.onNext(Message.of(next));
            }
        }
    }

    /** Null: none may be delivered now, and delivering has ended. */
    private synchronized @Nullable ServiceSignal next() {
        if (subscriber == null || demand == 0 || waiting.isEmpty()) {
            delivering = false;
            return null;
        }
        demand--;
        return waiting.poll();
    }
}
