package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;

/**
 * What one receiver knows, and what there is to tell him: a function of events and times, for one thread.
 *
 * <p>It keeps no messages but the state of each problem, and a message is the difference between that and what he was told
 * last. So a message that could not be delivered needs no queue: the next attempt tells how things are by then.
 *
 * <ul>
 *   <li>The first thing to tell starts a wait of {@code group_for}; what comes meanwhile goes with it.
 *   <li>A problem is told once, its end only if it was told. One that ends before it is told is worth no message: it has a
 *       line in the next one, if there is one within an hour. At the third such time it is told after all.
 *   <li>One that was told, ends, and is there again before its end was told has not changed for him.
 *   <li>What is still bad is told again after {@code repeat_after}.
 *   <li>Beyond {@link Allowance} a message waits, and tells the sum of what was.
 * </ul>
 */
public final class Digest {
    private static final int BRIEF_TIMES_TO_TELL = 3;
    private static final Duration BRIEF_KEPT = Duration.ofHours(1);
    // A mass failure of 1,000 backends is one message of counts and some names; what there could be beyond these is
    // counted.
    private static final int MOST_PROBLEMS = 10_000;
    private static final int MOST_NEWS = 200;

    private final String node;
    private final Map<Subject, Problem> problems = new LinkedHashMap<>();
    private final Map<Subject, Counted> news = new LinkedHashMap<>();
    private final Map<Subject, Counted> briefs = new LinkedHashMap<>();
    private Rules rules;
    private Allowance allowance;
    private Optional<Instant> waitingSince = Optional.empty();
    private long missed;

    /**
     * Something that came several times.
     *
     * @param problem the last of them
     */
    private record Counted(Problem problem, int times) {
        static Counted again(Counted before, Counted one) {
            return new Counted(one.problem(), before.times() + 1);
        }

        boolean isForgotten(Instant now) {
            return times < BRIEF_TIMES_TO_TELL && !problem.since().isAfter(now.minus(BRIEF_KEPT));
        }

        Item item(Item.Kind kind) {
            Item one = problem.item(kind);
            return new Item(
                    kind,
                    one.level(),
                    one.event(),
                    one.service(),
                    one.backend(),
                    one.reason(),
                    one.since(),
                    one.lasted(),
                    times);
        }
    }

    /** Of a receiver who was told nothing yet. */
    public Digest(String node, Rules rules, Instant now) {
        this.node = node;
        this.rules = rules;
        this.allowance = Allowance.full(rules.pace().mostPerHour(), now);
    }

    /** He wants to hear other things from now on; what he was told stays known. */
    public void follow(Rules changed) {
        rules = changed;
    }

    /** Something happened. */
    public void heard(Event event, Instant at) {
        if (!rules.concerns(event)) {
            return;
        }
        switch (Subject.role(event)) {
            case OPENS -> opens(event, at);
            case CLOSES -> closes(Subject.of(event), at, event.reason());
            case CLOSES_WITH_NEWS -> {
                if (!closes(Subject.of(event), at, event.reason()) && rules.isTold(event)) {
                    news(event, at);
                }
            }
            case NEWS -> news(event, at);
        }
        waitFrom(at);
    }

    /** So many events were not heard. */
    public void missed(long events, Instant at) {
        missed += events;
        waitFrom(at);
    }

    /**
     * What is no longer listed has no troubles: its problems end.
     *
     * @param listed whether a service, one of its backends, a rendered file or a receiver still is
     */
    public void retain(Predicate<Listed> listed, Instant at) {
        List<Subject> gone = problems.keySet().stream()
                .filter(subject -> subject.isListed() && !listed.test(new Listed(subject.service(), subject.backend())))
                .toList();
        gone.forEach(subject -> closes(subject, at, Optional.of("no longer listed")));
        waitFrom(at);
    }

    /** A service, one of its backends, or without a service a rendered file or a receiver, as events name them. */
    public record Listed(Optional<String> service, Optional<String> backend) {}

    private void opens(Event event, Instant at) {
        Subject subject = Subject.of(event);
        Problem known = problems.get(subject);
        if (known != null) {
            problems.put(subject, known.goesOn(event));
        } else if (problems.size() < MOST_PROBLEMS) {
            problems.put(subject, Problem.open(event, at));
        } else {
            missed++;
        }
    }

    /** Returns whether there was something to close that he was told of, or would have been. */
    private boolean closes(Subject subject, Instant at, Optional<String> reason) {
        Problem known = problems.get(subject);
        if (known == null) {
            return false;
        }
        Problem over = known.isOver() ? known : known.over(at, reason);
        if (over.told().isPresent()) {
            problems.put(subject, over);
        } else {
            problems.remove(subject);
            brief(subject, over, at);
        }
        return true;
    }

    private void news(Event event, Instant at) {
        Subject subject = Subject.of(event);
        if (news.containsKey(subject) || news.size() < MOST_NEWS) {
            news.merge(subject, new Counted(Problem.open(event, at), 1), Counted::again);
        } else {
            missed++;
        }
    }

    private void brief(Subject subject, Problem over, Instant at) {
        briefs.values().removeIf(brief -> brief.isForgotten(at));
        if (briefs.containsKey(subject) || briefs.size() < MOST_NEWS) {
            briefs.merge(subject, new Counted(over, 1), Counted::again);
        }
    }

    /** The wait begins with the first thing worth a message, and is over when nothing is left of it. */
    private void waitFrom(Instant at) {
        waitingSince = isWorthAMessage() ? Optional.of(waitingSince.orElse(at)) : Optional.empty();
    }

    private boolean isWorthAMessage() {
        return missed > 0
                || !news.isEmpty()
                || problems.values().stream().anyMatch(Problem::isUntold)
                || briefs.values().stream().anyMatch(brief -> brief.times() >= BRIEF_TIMES_TO_TELL);
    }

    /** When a message is due, as things stand; not before {@code now}. Empty: when something happens. */
    public Optional<Instant> due(Instant now) {
        return Stream.concat(waitingSince.map(since -> grouped(since, now)).stream(), repetition().stream())
                .min(Instant::compareTo)
                .map(at -> at.isBefore(now) ? now : at)
                .map(at -> later(at, allowance.next(now, rules.pace().mostPerHour())));
    }

    /** When the wait that began then is over; at once, if the clock was put back since. */
    private Instant grouped(Instant since, Instant now) {
        return since.isAfter(now) ? now : since.plus(rules.pace().groupFor());
    }

    private Optional<Instant> repetition() {
        Duration after = rules.pace().repeatAfter();
        return after.isZero()
                ? Optional.empty()
                : problems.values().stream()
                        .filter(problem -> !problem.isOver())
                        .flatMap(problem -> problem.told().stream())
                        .min(Instant::compareTo)
                        .map(told -> told.plus(after));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What there is to tell him now; it counts as told when {@link #told} says so. */
    public Message message(Instant now) {
        List<Item> items = new ArrayList<>();
        problems.values().forEach(problem -> item(problem, now).ifPresent(items::add));
        news.values().forEach(counted -> items.add(counted.item(Item.Kind.NEWS)));
        briefs.values().stream()
                .filter(brief -> !brief.isForgotten(now))
                .forEach(brief -> items.add(brief.item(Item.Kind.BRIEF)));
        int open = (int)
                problems.values().stream().filter(problem -> !problem.isOver()).count();
        return new Message(node, now, items, open, missed, heldBack(now), false);
    }

    private Optional<Item> item(Problem problem, Instant now) {
        if (problem.isOver()) {
            return Optional.of(problem.item(Item.Kind.OVER));
        }
        if (problem.isUntold()) {
            return Optional.of(problem.item(Item.Kind.BAD));
        }
        Duration after = rules.pace().repeatAfter();
        return problem.told()
                .filter(told -> !after.isZero() && !now.isBefore(told.plus(after)))
                .map(told -> problem.item(Item.Kind.STILL));
    }

    private Optional<Duration> heldBack(Instant now) {
        // A little beyond the wait is how threads are.
        return waitingSince
                .map(since -> Duration.between(since.plus(rules.pace().groupFor()), now))
                .filter(late -> late.compareTo(Duration.ofSeconds(30)) > 0);
    }

    /** The message of that time has arrived. */
    public void told(Message message) {
        Instant now = message.at();
        problems.values().removeIf(Problem::isOver);
        problems.replaceAll((subject, problem) -> item(problem, now).isPresent() ? problem.toldAt(now) : problem);
        news.clear();
        briefs.clear();
        missed = 0;
        waitingSince = Optional.empty();
        allowance = allowance.spent(now, rules.pace().mostPerHour());
    }
}
