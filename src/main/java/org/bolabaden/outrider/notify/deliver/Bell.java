package org.bolabaden.outrider.notify.deliver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.bolabaden.outrider.notify.Digest;
import org.bolabaden.outrider.notify.Message;
import org.bolabaden.outrider.notify.Rules;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.RecordedEvent;
import org.bolabaden.outrider.registry.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * One receiver's thread. Events come in from a bounded queue, what there is to tell is kept by a {@link Digest}, and while a
 * delivery waits or is retried nothing else is held up: the next attempt tells how things are by then.
 */
final class Bell implements AutoCloseable {
    // A mass failure of 1,000 backends is 1,000 events at once, and more while a delivery of 30 s is under way.
    private static final int QUEUE = 4_096;
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final Courier courier;
    private final InstantSource clock;
    private final EventSink events;
    private final DeliveryCounts counts;
    private final Digest digest;
    private final BlockingQueue<Wake> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong overflowed = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicReference<@Nullable Predicate<Digest.Listed>> listed = new AtomicReference<>();
    private final Thread thread;
    private volatile Receiver receiver;
    private volatile Rules rules;
    private int failures;
    private Instant notBefore = Instant.EPOCH;
    private Instant failedAt = Instant.EPOCH;
    private Optional<Instant> outageSince = Optional.empty();

    /** What wakes the thread. */
    private sealed interface Wake {
        record Happened(RecordedEvent event) implements Wake {}

        /** Look at the fields. */
        record Look() implements Wake {}
    }

    Bell(
            Receiver receiver,
            String node,
            Courier courier,
            InstantSource clock,
            EventSink events,
            DeliveryCounts counts) {
        this.receiver = receiver;
        this.rules = Rules.of(receiver);
        this.courier = courier;
        this.clock = clock;
        this.events = events;
        this.counts = counts;
        this.digest = new Digest(node, rules, clock.instant());
        this.thread =
                Thread.ofPlatform().daemon().name("notify-" + receiver.name()).start(this::run);
    }

    Receiver receiver() {
        return receiver;
    }

    /** Something happened; returns at once. */
    void heard(RecordedEvent event) {
        if (rules.concerns(event.event()) && !queue.offer(new Wake.Happened(event))) {
            overflowed.incrementAndGet();
        }
    }

    /** From now on he is told otherwise or elsewhere, and at once; what he was told stays known. */
    void change(Receiver changed) {
        receiver = changed;
        rules = Rules.of(changed);
        changes.incrementAndGet();
        look();
    }

    /** Services or backends may have gone. */
    void relist(Predicate<Digest.Listed> now) {
        listed.set(now);
        look();
    }

    private void look() {
        // One that is full wakes the thread by itself.
        queue.offer(new Wake.Look());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                turn();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        try {
            listen();
            takeChanges();
            Instant now = clock.instant();
            if (due(now).filter(at -> !at.isAfter(now)).isPresent()) {
                tell(now);
            }
        } catch (RuntimeException bug) {
            events.emit(Event.error("notifications_fault").reason("receiver " + receiver.name() + ": " + bug));
            Thread.sleep(LONGEST_SLEEP.toMillis());
        }
    }

    private Optional<Instant> due(Instant now) {
        // A clock that was put back makes no pause longer.
        Instant next = now.isBefore(failedAt) ? now : notBefore;
        return digest.due(now).map(at -> at.isBefore(next) ? next : at);
    }

    private void listen() throws InterruptedException {
        Instant now = clock.instant();
        Duration sleep = due(now).map(at -> Duration.between(now, at))
                .filter(wait -> wait.compareTo(LONGEST_SLEEP) < 0)
                .orElse(LONGEST_SLEEP);
        Wake next = queue.poll(Math.max(0, sleep.toMillis()), TimeUnit.MILLISECONDS);
        for (; next != null; next = queue.poll()) {
            note(next);
        }
        long lost = overflowed.getAndSet(0);
        if (lost > 0) {
            counts.dropped(receiver.name(), lost);
            digest.missed(lost, clock.instant());
        }
    }

    private void note(Wake wake) {
        switch (wake) {
            case Wake.Happened happened ->
                digest.heard(happened.event().event(), happened.event().at());
            case Wake.Look look -> {}
        }
    }

    /** What was set from outside since the last turn. */
    private void takeChanges() {
        digest.follow(rules);
        Predicate<Digest.Listed> now = listed.getAndSet(null);
        if (now != null) {
            digest.retain(now, clock.instant());
        }
        if (changes.getAndSet(0) > 0) {
            notBefore = Instant.EPOCH;
            failures = 0;
        }
    }

    private void tell(Instant now) throws InterruptedException {
        Message message = digest.message(now);
        if (message.items().isEmpty() && message.missed() == 0) {
            return;
        }
        switch (courier.deliver(message, receiver)) {
            case Outcome.Delivered taken -> {
                digest.told(message);
                counts.delivered(receiver.name());
                failures = 0;
                recovered();
            }
            case Outcome.Failed failed -> {
                counts.failed(receiver.name());
                failures++;
                failedAt = clock.instant();
                notBefore = failedAt.plus(Retries.after(failures, failed));
                if (!failed.limited()) {
                    failing(failed.words(), now);
                }
            }
        }
    }

    private void failing(String why, Instant since) {
        if (outageSince.isEmpty()) {
            outageSince = Optional.of(since);
            events.emit(Event.warn("notification_failed")
                    .backend(receiver.name())
                    .reason(why + "; it is tried again, and what there is to tell is kept"));
        }
    }

    private void recovered() {
        outageSince.ifPresent(since -> events.emit(Event.info("notification_recovered")
                .backend(receiver.name())
                .reason("messages arrive again")
                .took(Duration.between(since, clock.instant()))));
        outageSince = Optional.empty();
    }

    /** Ends the thread; what was not told is not told any more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
