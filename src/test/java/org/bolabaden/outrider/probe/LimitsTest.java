package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.observe.Event;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final List<Event> events = new ArrayList<>();
    private final Limits limits = new Limits(events::add, new Counters(), new Shortage());
    private long now = 1_000;

    private void later(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
        limits.look(now);
    }

    @Test
    void aLimitIsToldOnceHoweverOftenItIsMetAndOnceWhenItIsOver() {
        limits.met("cannot open a socket", now);
        later(9);
        limits.met("cannot open a socket", now);
        later(9);
        assertThat(events).extracting(Event::name).containsExactly("probe_limited");

        later(2);
        later(60);

        assertThat(events).extracting(Event::name).containsExactly("probe_limited", "probe_unlimited");
        assertThat(events.getLast().reason().orElse("")).contains("2 times a check was put off");
    }

    @Test
    void theNextOneIsToldAgain() {
        limits.met("cannot open a socket", now);
        later(11);
        limits.met("cannot open a socket", now);

        assertThat(events).extracting(Event::name).containsExactly("probe_limited", "probe_unlimited", "probe_limited");
    }

    @Test
    void aFailureIsSpoiltByAShortageThatWasSeenSinceItBegan() {
        Shortage shortage = new Shortage();
        assertThat(shortage.mayHaveSpoilt(10)).isFalse();

        shortage.seen(20);

        assertThat(shortage.mayHaveSpoilt(10)).isTrue();
        assertThat(shortage.mayHaveSpoilt(30)).isFalse();
    }
}
