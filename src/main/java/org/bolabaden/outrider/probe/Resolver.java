package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names to addresses without ever blocking the loop: look-ups run elsewhere, one a name at a time, and their results
 * come back as loop work.
 *
 * <p>What was found is used for 10 s (for 1 s when a check has failed since), and after that at once still, while a new look-up runs: for up to 5 minutes, so that a
 * name server that is down or slow takes no backend out. Only "this name does not exist" ends it sooner. A failure is
 * remembered for 1 s.
 *
 * <p>Confined to the loop's thread.
 */
final class Resolver {
    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);
    private static final long USABLE = TimeUnit.MINUTES.toNanos(5);
    private static final long FAILED = TimeUnit.SECONDS.toNanos(1);

    /** The word of a failure that says nothing of the name: this process could not ask. */
    static final String NOT_ASKED = "not_asked";

    /** Each address of a name is checked, and a name server can give thousands. */
    private static final int MOST = 16;

    private final Map<String, Name> names = new HashMap<>();
    private final NameService service;
    private final Executor workers;
    private final Executor patient;
    private final Consumer<Runnable> loop;
    private final LongSupplier clock;

    /**
     * A resolver with nothing known.
     *
     * @param workers run look-ups, a bounded number at once
     * @param patient run those of names that nobody could tell of the last time, which may take many seconds again: the
     *     others shall not wait for them
     * @param loop hands work back to the loop's thread
     */
    Resolver(NameService service, Executor workers, Executor patient, Consumer<Runnable> loop, LongSupplier clock) {
        this.service = service;
        this.workers = workers;
        this.patient = patient;
        this.loop = loop;
        this.clock = clock;
    }

    /** What is known of a name now. */
    sealed interface Answer {
        /** Its addresses; one at least. */
        record Found(List<InetAddress> addresses) implements Answer {}

        /** There is none: {@code not_found}, {@code failed} or {@link #NOT_ASKED}. */
        record Failed(String word) implements Answer {}

        /** It is being looked up. */
        record Pending(Lookup lookup) implements Answer {}
    }

    /** A look-up under way. */
    static final class Lookup {
        private static final long NOT_YET = Long.MIN_VALUE;

        private volatile long begunAt = NOT_YET;
        private volatile long nanos;
        private final List<Runnable> waiting = new ArrayList<>();

        /** Whether a worker has begun; until then the time that passes is our own limit's. */
        boolean begun() {
            return begunAt != NOT_YET;
        }

        long begunAt() {
            return begunAt;
        }

        /** How long it took; 0 before it is done. */
        long nanos() {
            return nanos;
        }

        /** Calls back on the loop when the answer is there. */
        void whenDone(Runnable action) {
            waiting.add(action);
        }
    }

    private static final class Name {
        List<InetAddress> addresses = List.of();
        long foundAt;

        /** Whether what is there failed its check since it was found. */
        boolean doubted;

        @Nullable
        String failure;

        long failedAt;

        @Nullable
        Lookup lookup;
    }

    Answer find(String host, long now) {
        Name name = names.computeIfAbsent(host, any -> new Name());
        boolean failedLately = name.failure != null && now - name.failedAt < FAILED;
        if (!name.addresses.isEmpty() && now - name.foundAt < USABLE) {
            if (now - name.foundAt >= (name.doubted ? FAILED : FRESH) && !failedLately) {
                lookup(host, name);
            }
            return new Answer.Found(name.addresses);
        }
        String failure = name.failure;
        return failure != null && failedLately ? new Answer.Failed(failure) : new Answer.Pending(lookup(host, name));
    }

    /** Looks the name up again with the next question, though its addresses are fresh: a check of them has failed. */
    void doubt(String host) {
        Name name = names.get(host);
        if (name != null) {
            name.doubted = true;
        }
    }

    /** Forgets all other names. */
    void retain(Set<String> hosts) {
        names.entrySet().removeIf(entry -> !hosts.contains(entry.getKey()) && entry.getValue().lookup == null);
    }

    private Lookup lookup(String host, Name name) {
        Lookup running = name.lookup;
        if (running != null) {
            return running;
        }
        Lookup lookup = new Lookup();
        name.lookup = lookup;
        try {
            Executor lane = "failed".equals(name.failure) ? patient : workers;
            lane.execute(() -> resolve(host, name, lookup));
        } catch (RejectedExecutionException e) {
            // More names than the queue holds, or closing: the waiting checks end at their own deadlines.
            name.lookup = null;
        }
        return lookup;
    }

    private void resolve(String host, Name name, Lookup lookup) {
        long begun = clock.getAsLong();
        lookup.begunAt = begun;
        try {
            List<InetAddress> addresses = service.resolve(host);
            lookup.nanos = clock.getAsLong() - begun;
            loop.accept(() -> found(name, lookup, addresses));
        } catch (UnknownHostException | RuntimeException e) {
            lookup.nanos = clock.getAsLong() - begun;
            String word = word(e);
            loop.accept(() -> failed(name, lookup, word));
        }
    }

    private void found(Name name, Lookup lookup, List<InetAddress> addresses) {
        name.addresses = addresses.stream().distinct().limit(MOST).toList();
        name.doubted = false;
        name.foundAt = clock.getAsLong();
        name.failure = null;
        done(name, lookup);
    }

    private void failed(Name name, Lookup lookup, String word) {
        name.failure = word;
        name.failedAt = clock.getAsLong();
        if (word.equals("not_found")) {
            name.addresses = List.of();
        }
        done(name, lookup);
    }

    private static void done(Name name, Lookup lookup) {
        name.lookup = null;
        lookup.waiting.forEach(Runnable::run);
    }

    /** The JDK tells "no such name" (EAI_NONAME, EAI_NODATA) from "nobody answered" only in the text of libc. */
    private static String word(Exception failure) {
        if (CarefulNames.NOT_ASKED.equals(failure.getMessage())) {
            return NOT_ASKED;
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean denied = message.contains("not known") || message.contains("no address associated");
        return failure instanceof UnknownHostException && denied ? "not_found" : "failed";
    }
}
