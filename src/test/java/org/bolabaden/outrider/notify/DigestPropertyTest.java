package org.bolabaden.outrider.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Receiver.Pace;
import org.bolabaden.outrider.registry.Receiver.Selection;

/** Whatever happens, in whatever order, and however often a delivery fails. */
class DigestPropertyTest {
    /**
     * One step: time passes, something happens.
     *
     * @param arrives whether a message that is due then arrives
     */
    record Step(int seconds, Event event, boolean arrives) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Event> backends = Combinators.combine(
                        Arbitraries.of("node1:80", "node2:80", "node3:80"), Arbitraries.of(true, false))
                .as((backend, up) -> up ? Heard.up("web", backend) : Heard.down("web", backend));
        Arbitrary<Event> others = Arbitraries.of(
                Event.error("haproxy_down").reason("gone"),
                Event.info("haproxy_up").reason("back"),
                Event.warn("haproxy_drift").service("web"),
                Event.warn("backend_down").service("web").backend("node1:80").muted("maintenance"),
                Event.info("started"));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 120),
                        Arbitraries.frequencyOf(Tuple.of(4, backends), Tuple.of(1, others)),
                        Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    /** What the receiver believes, and every message that he got. */
    private static final class Reader {
        private final Set<Subject> believesBad = new HashSet<>();
        private final List<Instant> at = new ArrayList<>();

        void reads(Message message) {
            assertThat(message.items()).isNotEmpty();
            at.add(message.at());
            message.items().forEach(item -> reads(item));
        }

        private void reads(Item item) {
            Subject subject = subject(item);
            switch (item.kind()) {
                case BAD -> assertThat(believesBad.add(subject)).isTrue();
                case OVER -> assertThat(believesBad.remove(subject)).isTrue();
                case STILL -> assertThat(believesBad).contains(subject);
                case NEWS, BRIEF -> {}
            }
        }

        private static Subject subject(Item item) {
            Event event = Event.warn(item.event());
            Event named = item.service().map(event::service).orElse(event);
            return Subject.of(item.backend().map(named::backend).orElse(named));
        }
    }

    private static Subject subjectOf(Event event) {
        return Subject.of(event);
    }

    private static Rules rules(int mostPerHour) {
        return new Rules(
                "phone", Selection.DEFAULT, new Pace(Duration.ofSeconds(10), Duration.ofMinutes(5), mostPerHour));
    }

    private static Reader play(Heard heard, List<Step> history, Set<Subject> bad) {
        Reader reader = new Reader();
        for (Step step : history) {
            heard.after(step.seconds());
            if (step.arrives()) {
                heard.told().ifPresent(reader::reads);
            } else {
                heard.digest().message(heard.now());
            }
            heard.hears(step.event());
            switch (Subject.role(step.event())) {
                case OPENS -> {
                    if (!step.event().isMuted()) {
                        bad.add(subjectOf(step.event()));
                    }
                }
                case CLOSES, CLOSES_WITH_NEWS -> bad.remove(subjectOf(step.event()));
                case NEWS -> {}
            }
        }
        return reader;
    }

    @Property
    void inTheEndTheReaderBelievesWhatIs(@ForAll("histories") List<Step> history) {
        Heard heard = new Heard(rules(20));
        Set<Subject> bad = new HashSet<>();
        Reader reader = play(heard, history, bad);

        heard.after(Duration.ofMinutes(20)).told().ifPresent(reader::reads);

        assertThat(reader.believesBad).isEqualTo(bad);
    }

    @Property
    void noHourSeesMoreMessagesThanTheLimit(
            @ForAll("histories") List<Step> history, @ForAll @IntRange(min = 1, max = 7) int limit) {
        Heard heard = new Heard(rules(limit));
        List<Instant> at = play(heard, history, new HashSet<>()).at;

        for (int i = 0; i + limit < at.size(); i++) {
            assertThat(Duration.between(at.get(i), at.get(i + limit))).isGreaterThanOrEqualTo(Duration.ofHours(1));
        }
    }

    @Property
    void aMessageIsDueOnlyWhenThereIsSomethingToTell(@ForAll("histories") List<Step> history) {
        Heard heard = new Heard(rules(20));
        for (Step step : history) {
            heard.after(step.seconds()).hears(step.event());
            heard.digest()
                    .due(heard.now())
                    .ifPresent(
                            at -> assertThat(heard.digest().message(at).items()).isNotEmpty());
        }
    }
}
