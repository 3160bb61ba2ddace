package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.MaintenanceWindow.Once;
import org.bolabaden.outrider.registry.MaintenanceWindow.Recurring;
import org.bolabaden.outrider.registry.MaintenanceWindow.Span;
import org.junit.jupiter.api.Test;

class MaintenanceWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);

    private static MaintenanceWindow window(MaintenanceWindow.Timing timing) {
        return new MaintenanceWindow(timing, Mode.MUTE, Optional.empty());
    }

    private static MaintenanceWindow daily(String at, Duration length, ZoneId zone) {
        return window(new Recurring(EVERY_DAY, LocalTime.parse(at), length, zone));
    }

    private static Optional<Span> at(MaintenanceWindow window, String instant) {
        return window.at(Instant.parse(instant));
    }

    private static Span span(String from, String until) {
        return new Span(Instant.parse(from), Instant.parse(until));
    }

    @Test
    void aWindowThatComesOnceIsOpenFromItsFirstInstantToBeforeItsLast() {
        Span span = span("2026-12-01T03:00:00Z", "2026-12-01T04:00:00Z");
        MaintenanceWindow once = window(new Once(span));

        assertThat(at(once, "2026-12-01T02:59:59.999Z")).isEmpty();
        assertThat(at(once, "2026-12-01T03:00:00Z")).contains(span);
        assertThat(at(once, "2026-12-01T03:59:59.999Z")).contains(span);
        assertThat(at(once, "2026-12-01T04:00:00Z")).isEmpty();
        assertThat(once.nextEdge(span.from().minusSeconds(1))).contains(span.from());
        assertThat(once.nextEdge(span.from())).contains(span.until());
        assertThat(once.nextEdge(span.until())).isEmpty();
    }

    @Test
    void aRecurringWindowOpensOnItsDaysByTheClocksOfItsZone() {
        MaintenanceWindow sundays =
                window(new Recurring(Set.of(DayOfWeek.SUNDAY), LocalTime.of(3, 0), Duration.ofHours(1), BERLIN));

        // Sunday the 6th, 03:00 in Berlin's winter.
        assertThat(at(sundays, "2026-12-06T02:30:00Z")).contains(span("2026-12-06T02:00:00Z", "2026-12-06T03:00:00Z"));
        assertThat(at(sundays, "2026-12-07T02:30:00Z")).isEmpty();
        // Sunday the 5th of July, 03:00 in its summer.
        assertThat(at(sundays, "2026-07-05T01:30:00Z")).contains(span("2026-07-05T01:00:00Z", "2026-07-05T02:00:00Z"));
    }

    @Test
    void aWindowThatBeganYesterdayIsStillOpenAfterMidnight() {
        assertThat(at(daily("23:30", Duration.ofHours(2), ZoneOffset.UTC), "2026-03-01T00:15:00Z"))
                .contains(span("2026-02-28T23:30:00Z", "2026-03-01T01:30:00Z"));
    }

    @Test
    void aTimeThatTheClocksLeaveOutComesAsMuchLaterAsTheyArePutForward() {
        // On 29 March 2026 Berlin's clocks go from 02:00 to 03:00.
        assertThat(at(daily("02:30", Duration.ofHours(1), BERLIN), "2026-03-29T01:45:00Z"))
                .contains(span("2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"));
    }

    @Test
    void aTimeThatTheClocksShowTwiceCountsTheFirstTime() {
        // On 25 October 2026 they go from 03:00 back to 02:00: it is 02:30 at 00:30Z and at 01:30Z.
        MaintenanceWindow nightly = daily("02:30", Duration.ofMinutes(30), BERLIN);

        assertThat(at(nightly, "2026-10-25T00:45:00Z")).contains(span("2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"));
        assertThat(at(nightly, "2026-10-25T01:45:00Z")).isEmpty();
    }

    @Test
    void itLastsAsLongAsItSaysWhateverTheClocksShow() {
        // From 01:00 for four hours: 04:00 by the clocks in autumn, 06:00 in spring.
        MaintenanceWindow long4 = daily("01:00", Duration.ofHours(4), BERLIN);

        assertThat(at(long4, "2026-10-25T01:00:00Z")).contains(span("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"));
        assertThat(at(long4, "2026-03-29T02:00:00Z")).contains(span("2026-03-29T00:00:00Z", "2026-03-29T04:00:00Z"));
    }

    @Provide
    Arbitrary<Recurring> recurring() {
        return Combinators.combine(
                        Arbitraries.of(DayOfWeek.class).set().ofMinSize(1),
                        Arbitraries.integers().between(0, 24 * 60 - 1),
                        Arbitraries.integers().between(1, 7 * 24 * 60),
                        Arbitraries.of(
                                "UTC",
                                "Europe/Berlin",
                                "America/New_York",
                                // Half an hour of summer time; changes at midnight; a day that was left out.
                                "Australia/Lord_Howe",
                                "America/Havana",
                                "Pacific/Apia"))
                .as((days, minute, length, zone) -> new Recurring(
                        days, LocalTime.ofSecondOfDay(minute * 60L), Duration.ofMinutes(length), ZoneId.of(zone)));
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(
                        Instant.parse("2010-01-01T00:00:00Z").getEpochSecond(),
                        Instant.parse("2032-01-01T00:00:00Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    @Property
    void eachOfItsDaysHasOneThatLastsItsLength(
            @ForAll("recurring") Recurring recurring, @ForAll("instants") Instant now) {
        LocalDate day = now.atZone(recurring.zone()).toLocalDate();
        ZonedDateTime start = ZonedDateTime.of(day, recurring.at(), recurring.zone());
        MaintenanceWindow window = window(recurring);

        if (recurring.days().contains(day.getDayOfWeek())) {
            Instant last = start.toInstant().plus(recurring.length()).minusNanos(1);
            assertThat(window.at(start.toInstant())).isPresent();
            assertThat(window.at(last)).isPresent();
        }
        window.at(now)
                .ifPresent(span ->
                        assertThat(Duration.between(span.from(), span.until())).isEqualTo(recurring.length()));
    }

    @Property
    void itBeginsAtItsTimeByTheClocksUnlessTheyLeaveItOut(
            @ForAll("recurring") Recurring recurring, @ForAll("instants") Instant now) {
        window(recurring).at(now).map(Span::from).ifPresent(start -> {
            ZonedDateTime from = start.atZone(recurring.zone());
            // The gap of a day that was left out leads into the next.
            boolean leftOut = Stream.of(from.toLocalDate(), from.toLocalDate().minusDays(1))
                    .anyMatch(day -> recurring
                            .zone()
                            .getRules()
                            .getValidOffsets(day.atTime(recurring.at()))
                            .isEmpty());
            assertThat(from.toLocalTime().equals(recurring.at()) || leftOut).isTrue();
        });
    }

    @Property
    void nothingChangesBeforeTheNextEdge(@ForAll("recurring") Recurring recurring, @ForAll("instants") Instant now) {
        MaintenanceWindow window = window(recurring);
        Instant edge = window.nextEdge(now).orElseThrow();

        assertThat(edge).isAfter(now);
        assertThat(edge).isBefore(now.plus(Duration.ofDays(8)));
        Instant before = edge.minusNanos(1);
        assertThat(window.at(before).isPresent()).isEqualTo(window.at(now).isPresent());
    }
}
