package org.bolabaden.outrider.registry;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A time in which trouble is expected: events are muted, and, if so wished, sessions are kept away.
 *
 * @param timing when it is
 * @param mode what it does
 * @param reason what for, in the user's words
 */
public record MaintenanceWindow(Timing timing, Mode mode, Optional<String> reason) {
    /** What a window does. */
    public enum Mode {
        /** Mutes events; backends are judged and serve as always. */
        MUTE("mute"),
        /** Mutes events, and gives the backends no new sessions while somebody else can serve. */
        DRAIN("drain");

        private final String key;

        Mode(String key) {
            this.key = key;
        }

        /** The word in the file. */
        public String key() {
            return key;
        }
    }

    /**
     * One time of a window.
     *
     * @param from its first instant
     * @param until the first instant after it
     */
    public record Span(Instant from, Instant until) {
        public Span {
            if (!until.isAfter(from)) {
                throw new IllegalArgumentException("'until' is not after 'from': " + from + " to " + until);
            }
        }

        private boolean contains(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    /** When a window is open. */
    public sealed interface Timing {
        /** The times that may have to do with that instant, in order: each that is open then, and the next one. */
        Stream<Span> around(Instant now);
    }

    /** Once. */
    public record Once(Span span) implements Timing {
        @Override
        public Stream<Span> around(Instant now) {
            return Stream.of(span);
        }
    }

    /**
     * Again and again.
     *
     * <p>It begins at that time of the zone's clocks and lasts that long, counted as time passes and not as clocks show
     * it. On the day when clocks leave the time out it begins as much later as they are put forward; on the day when they
     * show it twice, at the first of the two.
     *
     * @param days on which it begins
     * @param at when it begins
     * @param length how long it lasts; 1 minute to 7 days
     */
    public record Recurring(Set<DayOfWeek> days, LocalTime at, Duration length, ZoneId zone) implements Timing {
        static final Duration SHORTEST = Duration.ofMinutes(1);
        static final Duration LONGEST = Duration.ofDays(7);
        private static final int WEEK = 7;

        public Recurring {
            if (days.isEmpty()) {
                throw new IllegalArgumentException("no day");
            }
            if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("length out of range: " + length + " (1m to 7d)");
            }
            days = Set.copyOf(EnumSet.copyOf(days));
        }

        @Override
        public Stream<Span> around(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            // A day on either side: a time that the clocks leave out may move past midnight.
            return today.minusDays(WEEK + 1)
                    .datesUntil(today.plusDays(WEEK + 2))
                    .filter(day -> days.contains(day.getDayOfWeek()))
                    .map(day -> ZonedDateTime.of(day, at, zone).toInstant())
                    .map(start -> new Span(start, start.plus(length)));
        }
    }

    /** The time that is open at that instant; of several, the one that ends last. Empty: none. */
    public Optional<Span> at(Instant now) {
        return timing.around(now).filter(span -> span.contains(now)).max(Comparator.comparing(Span::until));
    }

    /** When it opens or closes next, after that instant. Empty: never again. */
    public Optional<Instant> nextEdge(Instant now) {
        return timing.around(now)
                .flatMap(span -> List.of(span.from(), span.until()).stream())
                .filter(edge -> edge.isAfter(now))
                .min(Comparator.naturalOrder());
    }
}
