package org.bolabaden.outrider.sentinel;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks one Redis for its ROLE: every second, and every 25 ms when a change is near. One question at a time; one that is not
 * answered in half a second ends the connection, for a stopped process keeps it open. To be used on its event loop alone.
 */
final class RoleSession {
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration URGENT = Duration.ofMillis(25);
    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_URGENT_WAIT = Duration.ofMillis(50);
    private static final Duration MIN_REPLICAS_EVERY = Duration.ofMinutes(1);

    private final Place place;
    private final Dialer dialer;
    private final InstantSource clock;
    private final Listener listener;

    private Backoff backoff = Backoff.NONE;
    private boolean urgent;
    private boolean offered;
    private @Nullable Link link;
    private long timer = -1;
    private int generation;
    private boolean closed;
    private @Nullable Instant minReplicasAt;

    /** Is told what it says. */
    interface Listener {
        void answered(RoleSession session, RedisRole role, Instant asked);

        /** Empty: it does not say. */
        void minReplicas(RoleSession session, Optional<MinReplicas> found);

        /** It cannot be asked. */
        void down(RoleSession session, String why);
    }

    RoleSession(Place place, Dialer dialer, InstantSource clock, Listener listener) {
        this.place = place;
        this.dialer = dialer;
        this.clock = clock;
        this.listener = listener;
    }

    Place place() {
        return place;
    }

    /**
     * How it is asked from now on.
     *
     * @param soon whether a change is near
     * @param primary whether it is the one that is offered
     */
    void attend(boolean soon, boolean primary) {
        boolean sooner = soon && !urgent;
        urgent = soon;
        if (primary && !offered) {
            minReplicasAt = null;
        }
        offered = primary;
        // A timer that runs is a question, or an attempt, that was to come later.
        if (sooner && timer >= 0) {
            wake(Duration.ZERO);
        }
    }

    void connect() {
        if (closed) {
            return;
        }
        int own = ++generation;
        dialer.dial(place, own, ANSWER).onComplete(done -> {
            if (closed || own != generation) {
                if (done.succeeded()) {
                    done.result().close();
                }
            } else if (done.succeeded()) {
                link = done.result();
                done.result().listen(message -> {}, why -> lost(own, why));
                ask();
            } else {
                lost(own, Failure.why(done.cause()));
            }
        });
    }

    private void ask() {
        Link open = link;
        if (open == null) {
            return;
        }
        int own = generation;
        Instant asked = clock.instant();
        open.ask(ANSWER, "ROLE").onComplete(done -> {
            if (own != generation) {
                return;
            }
            if (done.succeeded()) {
                answered(done.result(), asked);
            } else {
                lost(own, Failure.why(done.cause()));
            }
        });
    }

    private void answered(Response answer, Instant asked) {
        backoff = Backoff.NONE;
        Answers.role(Words.of(answer)).ifPresent(role -> listener.answered(this, role, asked));
        minReplicas();
        wake(urgent ? URGENT : CALM);
    }

    private void minReplicas() {
        Link open = link;
        Instant now = clock.instant();
        Instant last = minReplicasAt;
        if (open == null || !offered || (last != null && now.isBefore(last.plus(MIN_REPLICAS_EVERY)))) {
            return;
        }
        minReplicasAt = now;
        int own = generation;
        open.ask(ANSWER, "CONFIG", "GET", "min-replicas-*").onComplete(done -> {
            if (own == generation && offered) {
                listener.minReplicas(
                        this, done.succeeded() ? Answers.minReplicas(Words.of(done.result())) : Optional.empty());
            }
        });
    }

    private void lost(int own, String why) {
        if (own != generation || closed) {
            return;
        }
        hangUp();
        listener.down(this, why);
        Duration longest = urgent ? LONGEST_URGENT_WAIT : LONGEST_WAIT;
        wake(backoff.wait(longest, ThreadLocalRandom.current().nextDouble()));
        backoff = backoff.failed();
    }

    /** Goes on after that time: asks where it is connected, connects where it is not. */
    private void wake(Duration in) {
        if (timer >= 0) {
            dialer.loop().owner().cancelTimer(timer);
        }
        timer = dialer.loop().owner().setTimer(Math.max(1, in.toMillis()), fired -> {
            timer = -1;
            if (link == null) {
                connect();
            } else {
                ask();
            }
        });
    }

    private void hangUp() {
        generation++;
        Link open = link;
        link = null;
        if (open != null) {
            open.close();
        }
    }

    void close() {
        closed = true;
        if (timer >= 0) {
            dialer.loop().owner().cancelTimer(timer);
        }
        hangUp();
    }
}
