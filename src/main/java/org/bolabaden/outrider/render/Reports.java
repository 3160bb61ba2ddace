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
    private final Map<Path, OutputStatus.State> troubles = new HashMap<>();

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
        switch (finish.state()) {
            case LIVE -> {
                told.remove(template.output());
                Optional<OutputStatus.State> over = Optional.ofNullable(troubles.remove(template.output()));
                finish.event()
                        .or(() -> over.map(trouble -> recovery(template, trouble)))
                        .ifPresent(events::emit);
            }
            case CHECKING -> {}
            case PENDING, HELD, REJECTED, FAILED -> {
                troubles.put(template.output(), finish.state());
                finish.event().ifPresent(event -> once(template.output(), event));
            }
        }
    }

    /** Of an output that was in trouble and is well without having been written: what had to change was elsewhere. */
    private static Event recovery(Template template, OutputStatus.State trouble) {
        String how =
                switch (trouble) {
                    case PENDING -> "its proxy runs it now";
                    case HELD -> "has what is rendered again, and is no longer held";
                    case REJECTED, FAILED, CHECKING, LIVE ->
                        "what is rendered is what it has, so that nothing was written";
                };
        return Event.info("output_recovered").reason(template.output() + ": " + how);
    }

    /** Whether an output is in a trouble that was told, or was never yet seen to be well. */
    boolean troubled(Template template) {
        return !statuses.containsKey(template.output()) || troubles.containsKey(template.output());
    }

    /** Tells it, unless it was told since the output was last as it should be. */
    void once(Path output, Event event) {
        Set<Event> before = told.computeIfAbsent(output, none -> new HashSet<>());
        if (before.size() >= MOST_TOLD) {
            before.clear();
        }
        if (before.add(event)) {
            events.emit(named(output, event));
        }
    }

    /** Each says whose it is, so that what is told of it and its end belong together. */
    private static Event named(Path output, Event event) {
        String reason = event.reason().orElse("");
        return reason.startsWith(output + ": ") ? event : event.reason(output + ": " + reason);
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
        troubles.keySet().retainAll(outputs);
        return templates.stream().flatMap(template -> status(template).stream()).toList();
    }
}
