package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.plan.Plan;

/** A real HAProxy and an applier that drives it; what the applier tells is kept. Closing ends both. */
final class DrivenHaproxy implements AutoCloseable {
    final HaproxyProcess haproxy;
    final RuntimeApplier applier;
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<Long> applied = new CopyOnWriteArrayList<>();
    final AtomicInteger drifts = new AtomicInteger();

    DrivenHaproxy(HaproxyProcess haproxy) {
        this(haproxy, found -> 0);
    }

    DrivenHaproxy(HaproxyProcess haproxy, RuntimeApplier.FirstMeeting meeting) {
        this.haproxy = haproxy;
        ApplierListener listener = new ApplierListener() {
            @Override
            public void applied(long sequence, Duration sinceCause, int commands) {
                applied.add(sequence);
            }

            @Override
            public void drift(int settings) {
                drifts.addAndGet(settings);
            }
        };
        applier = new RuntimeApplier(haproxy.runtime(), events::add, listener, meeting);
        applier.start();
    }

    /** Submits the plan, and waits until it was proven. */
    void apply(Plan plan) {
        applier.submit(plan);
        eventually(() -> assertThat(applied).contains(plan.sequence()));
    }

    /** The names of the events, in their order. */
    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        applier.close();
        haproxy.close();
    }
}
