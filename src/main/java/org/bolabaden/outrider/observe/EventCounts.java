package org.bolabaden.outrider.observe;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.bolabaden.outrider.observe.Event.Level;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/**
 * How many events there were, for Prometheus: {@code outrider_events_total{event,level}} of those that were told, and
 * {@code outrider_events_suppressed_total{event}}. For several threads; the names of events are few and fixed.
 */
public final class EventCounts implements Exposition.Source {
    private final Map<Name, LongAdder> told = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> suppressed = new ConcurrentSkipListMap<>();

    private record Name(String event, Level level) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byEvent = event.compareTo(other.event);
            return byEvent != 0 ? byEvent : level.compareTo(other.level);
        }
    }

    EventCounts() {}

    void told(Event event) {
        told.computeIfAbsent(new Name(event.name(), event.level()), name -> new LongAdder())
                .increment();
    }

    void suppressed(Event event) {
        suppressed.computeIfAbsent(event.name(), name -> new LongAdder()).increment();
    }

    @Override
    public void write(Exposition out) {
        out.family("outrider_events_total", MetricType.COUNTER, "Events that were told, by name and level.");
        told.forEach((name, count) -> out.sample()
                .label("event", name.event())
                .label("level", name.level().name().toLowerCase(Locale.ROOT))
                .is(count.sum()));
        out.family(
                "outrider_events_suppressed_total",
                MetricType.COUNTER,
                "Events that were not told, because the same came too often of the same backend or service.");
        suppressed.forEach((name, count) -> out.sample().label("event", name).is(count.sum()));
    }
}
