package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * The proxies' files as one transaction: rendered, compared, checked, written whole, made live, or left as they were with
 * an event that says why. Level-triggered: each round compares anew, and a round that finds all as it should be writes
 * nothing. Blocks while checks and reloads run; one round at a time. The thread of a round is not to be interrupted: it
 * could then not put back what a proxy refuses.
 */
public final class Outputs {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

    private final Renderer renderer;
    private final OutputStore store;
    private final InstantSource clock;
    private final Retries retries = new Retries();
    private final Reports reports;
    private final Checking checking;
    private final Writing writing;
    private final Committing committing;
    private final Reloading reloading;

    /** What is done about files that somebody else edited. */
    public enum Mode {
        /** They are left alone, and it is said so. */
        NORMAL,
        /** They are overwritten, their content kept in the history; what failed lately is tried again. */
        FORCE
    }

    /**
     * With the usual clock and limits.
     *
     * @param checks by the proxy that reads the outputs; one without is judged by the user's commands alone
     * @param reloads by the proxy; one without is reloaded by the user's command
     */
    public Outputs(
            Renderer renderer,
            OutputStore store,
            Map<Proxy, OutputCheck> checks,
            Map<Proxy, Reload> reloads,
            EventSink events,
            RenderMetrics metrics) {
        this(renderer, store, checks, reloads, events, metrics, InstantSource.system(), COMMAND_LIMIT);
    }

    /**
     * As the other one.
     *
     * @param limit after which the user's commands are killed
     */
    Outputs(
            Renderer renderer,
            OutputStore store,
            Map<Proxy, OutputCheck> checks,
            Map<Proxy, Reload> reloads,
            EventSink events,
            RenderMetrics metrics,
            InstantSource clock,
            Duration limit) {
        this.renderer = renderer;
        this.store = store;
        this.clock = clock;
        this.reports = new Reports(events, metrics);
        this.checking = new Checking(checks, new Validation(limit));
        this.writing = new Writing(store, reports, clock);
        this.committing = new Committing(checking, writing, store, reports, retries, clock);
        this.reloading = new Reloading(reloads, new CommandReload(limit), writing, store, reports, retries, clock);
    }

    /**
     * Makes the outputs what the models say.
     *
     * @param templates all of this node's, in their order
     * @param models what each is filled in with
     * @return how each output stands, in the same order
     */
    public synchronized List<OutputStatus> apply(
            List<Template> templates, Function<Template, Model> models, Mode mode) {
        return store.alone(() -> round(templates, models, mode));
    }

    private List<OutputStatus> round(List<Template> templates, Function<Template, Model> models, Mode mode) {
        List<Written> standing = new ArrayList<>();
        List<Outlook.Due> due = new ArrayList<>();
        for (Template template : templates) {
            look(template, models.apply(template), mode).ifPresent(outlook -> {
                switch (outlook) {
                    case Outlook.Settled settled -> standing.add(settled(settled));
                    case Outlook.Due next -> due.add(next);
                    case Outlook.Held held -> hold(held);
                }
            });
        }
        standing.addAll(committing.commit(due, templates));
        reloading.conclude(standing, templates);
        templates.forEach(this::restore);
        retries.retain(templates.stream().map(Template::output).collect(Collectors.toSet()));
        return reports.statuses(templates);
    }

    /** What would be written, and what stands against it; changes nothing. */
    public List<Preview> preview(List<Template> templates, Function<Template, Model> models) {
        return new Previewing(renderer, checking).preview(templates, models);
    }

    /** Empty: it is done with, because of a mistake or because it failed a moment ago. */
    private Optional<Outlook> look(Template template, Model model, Mode mode) {
        Path output = template.output();
        try {
            OutputRecord record = store.record(output);
            Rendered rendered = Rendered.of(renderer, template, model, record);
            Outlook outlook = Outlook.of(
                    rendered, record, Content.read(output), mode == Mode.FORCE, disk -> checking.lost(rendered, disk));
            boolean tooSoon = outlook instanceof Outlook.Due && mode == Mode.NORMAL && waits(rendered);
            return tooSoon ? Optional.empty() : Optional.of(outlook);
        } catch (TemplateException mistake) {
            finish(Finish.rejected(template, mistake.getMessage() + "; " + output + " stays as it is"));
        } catch (IOException unreadable) {
            finish(Finish.notWritten(
                    template, output + ": what is there cannot be read: " + Failures.words(unreadable)));
        }
        return Optional.empty();
    }

    private boolean waits(Rendered rendered) {
        return retries.waits(rendered.output(), Committing.attempt(rendered), clock.instant())
                || retries.waits(rendered.output(), Reloading.attempt(rendered), clock.instant());
    }

    private Written settled(Outlook.Settled settled) {
        OutputRecord before = settled.record();
        Rendered rendered = settled.rendered();
        boolean remembered = before.written().equals(Optional.of(rendered.fingerprint()))
                && before.writing().isEmpty();
        OutputRecord after = remembered ? before : before.wrote(rendered, clock.instant());
        // Before we knew of it the file was as it is now, so that its proxy has read it.
        return new Written(
                rendered,
                before,
                before.known() ? after : after.live(Optional.of(rendered.mark())),
                Optional.empty(),
                false);
    }

    private void hold(Outlook.Held held) {
        writing.hold(held);
        finish(Finish.held(held));
    }

    /** A proxy that starts without its file serves nothing; ours from before is better than none. */
    private void restore(Template template) {
        boolean refused = reports.status(template)
                .map(status ->
                        status.state() == OutputStatus.State.REJECTED || status.state() == OutputStatus.State.FAILED)
                .orElse(false);
        if (!refused) {
            return;
        }
        Path output = template.output();
        try {
            writing.restore(output)
                    .ifPresent(from -> reports.once(
                            output,
                            Event.warn("output_restored")
                                    .reason(output + ": was missing; the last good content is back, from " + from)));
        } catch (IOException fault) {
            reports.once(output, Event.error("output_not_written").reason(Failures.notWritten(output, fault)));
        }
    }

    private void finish(Finish finish) {
        reports.finish(finish, clock.instant());
    }
}
