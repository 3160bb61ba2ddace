package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** How every output stands, and what has been told of it: each distinct trouble once, and its end. */
final class Reports {
    // A template may have a reason that is another one each time; then they are told anew after so many.
    private static final int MOST_TOLD = 32;

    private final EventSink events;
    private final RenderMetrics metrics;
    private final Map<Path, OutputStatus> statuses = new HashMap<>();
    private final Map<Path, Set<Event>> told = new HashMap<>();

    Reports(EventSink events, RenderMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    void finish(Finish finish, Instant now) {
        Template template = finish.template();
        metrics.count(template, finish.result());
        Optional<OutputStatus> before = Optional.ofNullable(statuses.get(template.output()));
        boolean same = before.map(OutputStatus::state).equals(Optional.of(finish.state()));
        Instant since = same ? before.map(OutputStatus::since).orElse(now) : now;
        statuses.put(template.output(), new OutputStatus(template, finish.state(), finish.reason(), since));
        if (finish.state() != OutputStatus.State.LIVE) {
            finish.event().ifPresent(event -> once(template.output(), event));
            return;
        }
        told.remove(template.output());
        boolean recovered = !same && before.isPresent();
        Optional<Event> event = finish.event().or(() -> recovered ? Optional.of(recovery(template)) : Optional.empty());
        event.ifPresent(events::emit);
    }

    private static Event recovery(Template template) {
        return Event.info("output_written").reason(template.output() + ": is as rendered again");
    }

    /** Tells it, unless it was told since the output was last as it should be. */
    void once(Path output, Event event) {
        Set<Event> before = told.computeIfAbsent(output, none -> new HashSet<>());
        if (before.size() >= MOST_TOLD) {
            before.clear();
        }
        if (before.add(event)) {
            events.emit(event);
        }
    }

    /** How this output stood when it was last looked at. */
    Optional<OutputStatus> status(Template template) {
        return Optional.ofNullable(statuses.get(template.output()));
    }

    /** All of them, in this order; those of other outputs are forgotten. */
    List<OutputStatus> statuses(List<Template> templates) {
        Set<Path> outputs = new HashSet<>();
        templates.forEach(template -> outputs.add(template.output()));
        statuses.keySet().retainAll(outputs);
        told.keySet().retainAll(outputs);
        return templates.stream().flatMap(template -> status(template).stream()).toList();
    }
}
