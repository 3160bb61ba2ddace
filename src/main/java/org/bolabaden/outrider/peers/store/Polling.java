package org.bolabaden.outrider.peers.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bolabaden.outrider.peers.Carrier;
import org.bolabaden.outrider.peers.LocalJson;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Word;
import org.bolabaden.outrider.registry.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a round of questions to a store, one after the other, each with a deadline; on an event loop of its own, to which
 * everything here is confined. A round that is asked for while one is under way follows it.
 */
final class Polling {
    static final Duration DEADLINE = Duration.ofMillis(1_500);
    /** For how many intervals a word holds: in the store, and before that here. */
    static final int LIVES = 3;

    private final Context loop;
    private final Duration interval;
    private final Carrier.Listener listener;
    private final Supplier<Future<Void>> round;
    private final Runnable broken;
    private boolean running;
    private boolean again;
    private boolean closed;
    private @Nullable Long timer;
    private @Nullable OwnWord own;
    private long said;

    /**
     * Repeats nothing yet.
     *
     * @param round asks once; succeeds when the store was read and written
     * @param broken after a round that failed: what is open is of no more use
     */
    Polling(Vertx vertx, Duration interval, Carrier.Listener listener, Supplier<Future<Void>> round, Runnable broken) {
        this.loop = ((VertxInternal) vertx).createEventLoopContext();
        this.interval = interval;
        this.listener = listener;
        this.round = round;
        this.broken = broken;
    }

    /** Runs it on the loop, unless all is over; any thread. */
    void post(Runnable action) {
        loop.runOnContext(begin -> {
            if (!closed) {
                action.run();
            }
        });
    }

    /** Has the rounds say this; with a round now when it is news. Any thread. */
    void publish(LocalView view) {
        post(() -> {
            OwnWord next = OwnWord.of(view);
            boolean news = own == null || !own.tag().equals(next.tag());
            own = next;
            said = System.nanoTime();
            if (news) {
                now();
            }
        });
    }

    /** What this node says; null: nothing, or nothing any more. On the loop. */
    @Nullable
    OwnWord word() {
        return System.nanoTime() - said > interval.toNanos() * LIVES ? null : own;
    }

    /** Begins a round now. On the loop. */
    void now() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        if (timer != null) {
            loop.owner().cancelTimer(timer);
            timer = null;
        }
        // What it throws fails the round as well: a store that is not asked any more would be trusted for ever.
        Future.succeededFuture()
                .compose(begin -> round.get())
                .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> post(() -> ended(done.cause())));
    }

    private void ended(@Nullable Throwable failure) {
        running = false;
        if (failure == null) {
            tell(Map.of(), Optional.of(Optional.empty()));
        } else {
            broken.run();
            tell(Map.of(), Optional.of(Optional.of(String.valueOf(failure.getMessage()))));
        }
        boolean soon = again && failure == null;
        again = false;
        if (soon) {
            now();
        } else {
            timer = loop.owner().setTimer(interval.toMillis(), due -> now());
        }
    }

    /** Tells the listener, in order. On the loop. */
    void tell(Map<NodeName, Word> words) {
        if (!words.isEmpty()) {
            tell(new LinkedHashMap<>(words), Optional.empty());
        }
    }

    private void tell(Map<NodeName, Word> words, Optional<Optional<String>> reached) {
        loop.executeBlocking(
                () -> {
                    if (!words.isEmpty()) {
                        listener.heard(words);
                    }
                    reached.ifPresent(listener::reached);
                    return null;
                },
                true);
    }

    /** The node of that name; empty: it is none, so that the key is somebody else's. */
    static Optional<NodeName> node(String name) {
        try {
            return Optional.of(new NodeName(name));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** What that peer says; empty when it is not understood, or is another's word. */
    static Optional<LocalView> understood(NodeName peer, String text) {
        try {
            return Optional.of(LocalJson.read(text.getBytes(StandardCharsets.UTF_8)))
                    .filter(view -> view.node().equals(peer));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** Ends it: no round begins any more. Any thread. */
    void close(Runnable last) {
        loop.runOnContext(end -> {
            closed = true;
            if (timer != null) {
                loop.owner().cancelTimer(timer);
            }
            last.run();
        });
    }
}
