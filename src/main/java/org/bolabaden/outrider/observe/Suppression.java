package org.bolabaden.outrider.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which events are too many to tell: one backend that comes and goes must not bury what else happens.
 *
 * <p>Each event of a service or a backend draws on a bucket of its own name, service and backend: ten at once, and one
 * more every ten seconds. What finds the bucket empty is counted, and the count is told 45 seconds after the first of
 * them. What names neither a service nor a backend is singular, and what is an error wants mending: both always pass.
 *
 * <p>Pure: the time comes in, and may step back. Not for several threads.
 */
final class Suppression {
    static final int AT_ONCE = 10;
    static final Duration REFILL = Duration.ofSeconds(10);
    // Told within a minute, whatever the writer is doing meanwhile.
    static final Duration TOLD_AFTER = Duration.ofSeconds(45);

    private static final Duration WHOLE = REFILL.multipliedBy(AT_ONCE);

    private final Map<Key, Bucket> buckets = new HashMap<>();

    private record Key(String name, Optional<String> service, Optional<String> backend) {
        static Key of(Event event) {
            return new Key(event.name(), event.service(), event.backend());
        }
    }

    /**
     * A bucket that has lost something.
     *
     * @param fullAt when it will be full again
     * @param untold what was suppressed and is not told yet
     */
    private record Bucket(Instant fullAt, Optional<Untold> untold) {
        /** After a step back of the clock it is full no later than an empty one would be. */
        Bucket at(Instant now) {
            Instant latest = now.plus(WHOLE);
            return fullAt.isAfter(latest) ? new Bucket(latest, untold) : this;
        }

        boolean empty(Instant now) {
            return fullAt.isAfter(now.plus(WHOLE).minus(REFILL));
        }

        Bucket less(Instant now) {
            return new Bucket((fullAt.isAfter(now) ? fullAt : now).plus(REFILL), untold);
        }

        Bucket with(Untold other) {
            return new Bucket(fullAt, Optional.of(other));
        }

        Bucket told() {
            return new Bucket(fullAt, Optional.empty());
        }

        boolean forgettable(Instant now) {
            return untold.isEmpty() && !fullAt.isAfter(now);
        }
    }

    /**
     * What was suppressed.
     *
     * @param count how many
     * @param since when the first of them was
     * @param last the last of them
     */
    private record Untold(int count, Instant since, Event last) {
        boolean due(Instant now) {
            return now.isBefore(since) || !now.isBefore(since.plus(TOLD_AFTER));
        }

        Event told() {
            Event summary = Event.warn("events_suppressed")
                    .reason("suppressed " + count + " of " + last.name() + ", which came too often; the last"
                            + last.reason().map(reason -> ": " + reason).orElse(" had no reason"));
            return new Event(
                    summary.level(),
                    summary.name(),
                    last.service(),
                    last.backend(),
                    last.from(),
                    last.to(),
                    summary.reason(),
                    Optional.empty());
        }
    }

    /** Whether the event is to be told; if not, it is counted. */
    boolean admits(Event event, Instant now) {
        if (event.level() == Event.Level.ERROR
                || (event.service().isEmpty() && event.backend().isEmpty())) {
            return true;
        }
        Key key = Key.of(event);
        Bucket bucket =
                buckets.getOrDefault(key, new Bucket(now, Optional.empty())).at(now);
        boolean admitted = !bucket.empty(now);
        buckets.put(key, admitted ? bucket.less(now) : bucket.with(counted(bucket.untold(), event, now)));
        return admitted;
    }

    private static Untold counted(Optional<Untold> before, Event event, Instant now) {
        return before.map(untold -> new Untold(untold.count() + 1, untold.since(), event))
                .orElseGet(() -> new Untold(1, now, event));
    }

    /** What is to be told now of what was suppressed; it is told once. */
    List<Event> due(Instant now) {
        List<Event> due = new ArrayList<>();
        buckets.replaceAll((key, bucket) -> {
            Optional<Untold> untold = bucket.untold().filter(one -> one.due(now));
            untold.ifPresent(one -> due.add(one.told()));
            return untold.isPresent() ? bucket.told() : bucket;
        });
        buckets.values().removeIf(bucket -> bucket.forgettable(now));
        return due;
    }

    /** What was suppressed and is not told yet, whether it is due or not. */
    List<Event> rest() {
        List<Event> rest = buckets.values().stream()
                .flatMap(bucket -> bucket.untold().stream())
                .map(Untold::told)
                .toList();
        buckets.clear();
        return rest;
    }

    /** How many buckets are remembered. */
    int size() {
        return buckets.size();
    }
}
