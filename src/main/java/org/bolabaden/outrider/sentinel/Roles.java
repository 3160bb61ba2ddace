package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * What each backend said of itself last. Immutable and pure.
 *
 * <p>It knows how long it has listened without a break, so that nobody counts as silent for a time in which nobody was
 * asked. A clock that is set, either way, is such a break, and so is a process that stood still.
 *
 * @param answers the last ones
 * @param listening since when there has been no break
 * @param at when the last signal arrived
 */
record Roles(Map<Endpoint, Answer> answers, Instant listening, Instant at) {
    // Signals whose times were taken by several threads: no step of the clock.
    private static final Duration OUT_OF_ORDER = Duration.ofMillis(10);
    // A signal arrives every second at the least.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    // Each backend is asked once a second at the least.
    private static final Duration FRESH = Duration.ofMillis(1_500);

    Roles {
        answers = Map.copyOf(answers);
    }

    /** An answer, and when its question was asked. */
    record Answer(RedisRole role, Instant asked) {
        private Answer shifted(Duration step) {
            return new Answer(role, asked.plus(step));
        }
    }

    static Roles none(Instant now) {
        return new Roles(Map.of(), now, now);
    }

    /**
     * By how much the times of all that is known are to be moved for that signal, so that what was so old a moment ago is
     * no older now: the clock was set, or time passed in which nothing was heard.
     *
     * @return zero: it is in time
     */
    Duration step(Signal signal) {
        Duration since = Duration.between(at, signal.at());
        return since.isNegative() || since.compareTo(LONGEST_PAUSE) > 0 ? since : Duration.ZERO;
    }

    /** After one more signal. */
    Roles after(Signal signal) {
        Roles inTime = shifted(step(signal));
        return signal instanceof Signal.Answered answered
                ? inTime.added(answered)
                : new Roles(inTime.answers, inTime.listening, signal.at());
    }

    /** How long ago an answer was asked for cannot be told any more after a break, so all are asked for again. */
    private Roles shifted(Duration step) {
        if (step.isZero()) {
            return this;
        }
        Instant now = at.plus(step);
        if (!step.isNegative() || step.negated().compareTo(OUT_OF_ORDER) >= 0) {
            return none(now);
        }
        Map<Endpoint, Answer> moved = new HashMap<>(answers);
        moved.replaceAll((backend, answer) -> answer.shifted(step));
        return new Roles(moved, listening.plus(step), now);
    }

    /**
     * Connections are made anew: an answer that was long under way must not overtake a later one. One that was asked for
     * before the clock was set back is of unknown age.
     */
    private Roles added(Signal.Answered news) {
        boolean late = news.asked().isAfter(news.at())
                || Optional.ofNullable(answers.get(news.redis()))
                        .filter(known -> news.asked().isBefore(known.asked()))
                        .isPresent();
        if (late) {
            return new Roles(answers, listening, news.at());
        }
        Map<Endpoint, Answer> next = new HashMap<>(answers);
        next.put(news.redis(), new Answer(news.role(), news.asked()));
        return new Roles(next, listening, news.at());
    }

    /** What the backend said last, however long ago. */
    Optional<RedisRole> last(Endpoint backend) {
        return Optional.ofNullable(answers.get(backend)).map(Answer::role);
    }

    /** What the backend said a moment ago. */
    Optional<RedisRole> fresh(Endpoint backend) {
        return Optional.ofNullable(answers.get(backend))
                .filter(answer -> !answer.asked().isBefore(at.minus(FRESH)))
                .map(Answer::role);
    }

    /** Whether the backend has said nothing for so long, while it was asked. */
    boolean silent(Endpoint backend, Duration time) {
        Instant last = Optional.ofNullable(answers.get(backend))
                .map(Answer::asked)
                .filter(asked -> asked.isAfter(listening))
                .orElse(listening);
        return !last.plus(time).isAfter(at);
    }
}
