package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * Makes what was written live: each reload once a round, however many files it is for. What a proxy refuses is put back;
 * what it has is remembered. A file that its proxy turns out not to run is told as such in each round, until it does.
 */
final class Reloading {
    private static final int MOST_NAMED = 5;

    private final Map<Proxy, Reload> reloads;
    private final Reload byCommand;
    private final Writing writing;
    private final OutputStore store;
    private final Reports reports;
    private final Retries retries;
    private final InstantSource clock;

    Reloading(
            Map<Proxy, Reload> reloads,
            Reload byCommand,
            Writing writing,
            OutputStore store,
            Reports reports,
            Retries retries,
            InstantSource clock) {
        this.reloads = Map.copyOf(reloads);
        this.byCommand = byCommand;
        this.writing = writing;
        this.store = store;
        this.reports = reports;
        this.retries = retries;
        this.clock = clock;
    }

    /** What a reload that failed is remembered by, so that only another structure is tried at once. */
    static String attempt(Rendered rendered) {
        return "reload " + rendered.mark();
    }

    private static String pending(Rendered rendered) {
        return "pending " + rendered.mark();
    }

    /**
     * Ends the round for these outputs.
     *
     * @param templates all of the node's
     */
    void conclude(List<Written> outputs, List<Template> templates) {
        Map<List<String>, List<Written>> groups = new LinkedHashMap<>();
        Optional<Template> forHaproxy = withHaproxysCommand(templates);
        List<String> haproxys = forHaproxy.map(Template::reload).orElse(List.of());
        for (Written output : outputs) {
            boolean joins = output.template().reload().isEmpty();
            if (output.reloadable()) {
                groups.computeIfAbsent(joins ? haproxys : output.template().reload(), none -> new ArrayList<>())
                        .add(output);
            } else {
                live(output, Optional.empty());
            }
        }
        groups.forEach((command, group) -> reload(group, command.equals(haproxys) ? forHaproxy : Optional.empty()));
    }

    /** All files for the HAProxy beside us are read at once, so that one file's command is for all that have none. */
    private static Optional<Template> withHaproxysCommand(List<Template> templates) {
        return templates.stream()
                .filter(template -> Proxy.of(template) == Proxy.HAPROXY)
                .filter(template -> !template.reload().isEmpty())
                .findFirst();
    }

    private void reload(List<Written> group, Optional<Template> forHaproxy) {
        if (group.stream().noneMatch(this::asks)) {
            group.forEach(this::stay);
            return;
        }
        Reload.Outcome outcome = run(group, forHaproxy);
        for (Written output : group) {
            if (!output.now() && !output.needsReload()) {
                live(output, Optional.empty());
                continue;
            }
            switch (outcome) {
                case Reload.Outcome.Live live -> live(output, Optional.of(live.took()));
                case Reload.Outcome.Idle idle
                when idle.runs() && output.needsReload() ->
                    pending(output, "is written, but its proxy runs without it: " + idle.reason() + "; reload it");
                case Reload.Outcome.Idle idle -> live(output, Optional.empty());
                case Reload.Outcome.Failed failed -> failed(output, failed.reason());
                case Reload.Outcome.Cut cut
                when output.needsReload() ->
                    pending(
                            output,
                            "is written, but its reload was cut short, since Outrider is stopping; it is reloaded when"
                                    + " Outrider starts");
                case Reload.Outcome.Cut cut -> live(output, Optional.empty());
            }
        }
    }

    private boolean asks(Written output) {
        return output.needsReload()
                && !retries.waits(output.rendered().output(), pending(output.rendered()), clock.instant());
    }

    /** By HAProxy's own way if one of them is HAProxy's, for that one proves the result. */
    private Reload.Outcome run(List<Written> group, Optional<Template> forHaproxy) {
        Template chosen = forHaproxy.orElseGet(() -> group.stream()
                .map(Written::template)
                .filter(template -> Proxy.of(template) == Proxy.HAPROXY)
                .findFirst()
                .orElse(group.getFirst().template()));
        return reloads.getOrDefault(Proxy.of(chosen), byCommand).reload(chosen);
    }

    private void stay(Written output) {
        if (output.needsReload()) {
            remember(output, output.after());
        } else {
            live(output, Optional.empty());
        }
    }

    private void live(Written output, Optional<Duration> took) {
        Path path = output.rendered().output();
        boolean troubled = reports.troubled(output.template());
        remember(output, output.after().live(Optional.of(output.rendered().mark())));
        retries.passed(path);
        if (troubled) {
            store.accept(path);
        }
        List<String> missing = missing(output);
        if (!missing.isEmpty()) {
            notRun(output, missing);
            return;
        }
        boolean restructured = !output.before()
                .structure()
                .equals(Optional.of(output.rendered().structure()));
        if (output.now() && (restructured || troubled)) {
            Event event = Event.info("output_written").reason(path + ": " + output.summary());
            reports.finish(Finish.live(output.template(), took.map(event::took).orElse(event)), clock.instant());
        } else {
            reports.finish(Finish.live(output.template(), result(output)), clock.instant());
        }
    }

    private List<String> missing(Written output) {
        Reload reload = reloads.getOrDefault(output.rendered().proxy(), byCommand);
        return reload.missing(output.rendered().text());
    }

    /** Reloading again would change nothing: whoever starts the proxy says which files it reads. */
    private void notRun(Written output, List<String> missing) {
        Path path = output.rendered().output();
        int more = missing.size() - MOST_NAMED;
        String names = String.join(", ", missing.stream().limit(MOST_NAMED).toList())
                + (more > 0 ? " and " + more + " more" : "");
        String whole = path + ": is written, but HAProxy does not run this file: it has no " + names
                + "; start it with -f " + path;
        reports.finish(Finish.notRun(output.template(), whole, result(output)), clock.instant());
    }

    private void pending(Written output, String how) {
        Path path = output.rendered().output();
        remember(output, output.after());
        retries.failed(path, pending(output.rendered()), clock.instant());
        reports.finish(Finish.pending(output.template(), path + ": " + how, result(output)), clock.instant());
    }

    private void failed(Written output, String reason) {
        Rendered rendered = output.rendered();
        Optional<Path> copy = store.reject(rendered);
        // One that needed no reload is not to blame: it may be written alone.
        String what = output.needsReload() ? attempt(rendered) : Committing.attempt(rendered);
        retries.failed(rendered.output(), what, clock.instant());
        String undone;
        try {
            writing.undo(output);
            undone = "the old file is back";
        } catch (IOException fault) {
            undone = "the old file could not be put back (" + Failures.words(fault) + ")";
        }
        String kept = copy.map(path -> ", the refused text is kept as " + path).orElse("");
        String whole = rendered.output() + ": was not made live: " + reason + "; " + undone + kept;
        reports.finish(Finish.notReloaded(output.template(), whole), clock.instant());
    }

    private void remember(Written output, OutputRecord record) {
        boolean news = output.now() || !output.after().equals(output.before());
        OutputRecord whole = news ? store.keep(record, output.rendered()) : record;
        if (news || !whole.equals(output.before())) {
            store.save(output.rendered().output(), whole);
        }
    }

    private static RenderMetrics.Result result(Written output) {
        return output.now() ? RenderMetrics.Result.SUCCESS : RenderMetrics.Result.UNCHANGED;
    }
}
