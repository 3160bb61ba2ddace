package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * The proxies' files as one transaction: rendered, compared, checked, written whole, made live, or left as they were with
 * an event that says why. Level-triggered: each round compares anew, and a round that finds all as it should be writes
 * nothing. Blocks while the proxies' checks and reloads run, and for a moment while the users' own judges do; what these
 * take longer for is left to the round after their verdict. One round at a time. The thread of a round is not to be
 * interrupted: it could then not put back what a proxy refuses.
 */
public final class Outputs implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
    private static final String RENDERING = "rendering ";

    private final Renderer renderer;
    private final OutputStore store;
    private final InstantSource clock;
    private final Retries retries = new Retries();
    private final Reports reports;
    private final Checking checking;
    private volatile List<Template> inHand = List.of();
    private final Previewing previewing;
    private final Commands commands;
    private final Trials trials;
    private final Writing writing;
    private final Committing committing;
    private final Reloading reloading;
    private volatile Runnable lateVerdict = () -> {};

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
     * @param commands what runs the users' commands, and is closed with the outputs
     */
    public Outputs(
            Renderer renderer,
            OutputStore store,
            Map<Proxy, OutputCheck> checks,
            Map<Proxy, Reload> reloads,
            Commands commands,
            EventSink events,
            RenderMetrics metrics) {
        this(renderer, store, checks, reloads, commands, events, metrics, InstantSource.system(), COMMAND_LIMIT);
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
            Commands commands,
            EventSink events,
            RenderMetrics metrics,
            InstantSource clock,
            Duration limit) {
        this.renderer = renderer;
        this.store = store;
        this.clock = clock;
        this.reports = new Reports(events, metrics);
        this.commands = commands;
        this.checking = new Checking(checks);
        Validation validation = new Validation(commands, limit);
        this.previewing = new Previewing(renderer, checking, validation);
        this.trials = new Trials(validation, () -> lateVerdict.run());
        this.writing = new Writing(store, reports, clock);
        this.committing = new Committing(checking, trials, writing, store, reports, retries, clock, commands::stopped);
        this.reloading =
                new Reloading(reloads, new CommandReload(commands, limit), writing, store, reports, retries, clock);
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
        trials.retain(templates);
        for (Template template : templates) {
            inHand = List.of(template);
            if (trials.pending(template)) {
                continue;
            }
            look(template, models.apply(template), mode).ifPresent(outlook -> {
                switch (outlook) {
                    case Outlook.Settled settled -> standing.add(settled(settled));
                    case Outlook.Due next -> due.add(next);
                    case Outlook.Held held -> hold(held);
                }
            });
        }
        inHand = due.stream().map(next -> next.rendered().template()).toList();
        standing.addAll(committing.commit(due, templates));
        inHand = standing.stream()
                .filter(Written::needsReload)
                .map(Written::template)
                .toList();
        reloading.conclude(standing, templates);
        for (Template template : templates) {
            inHand = List.of(template);
            restore(template);
        }
        inHand = List.of();
        retries.retain(templates.stream().map(Template::output).collect(Collectors.toSet()));
        return reports.statuses(templates);
    }

    /** The files that a template included when it was last rendered, and those that it did not find. Any thread. */
    public Set<Path> included(String input) {
        return renderer.included(input);
    }

    /**
     * The templates at work and their outputs, {@code TEMPLATE for OUTPUT, …}: when a round breaks off, whose fault it may
     * be. Empty: none in particular. Any thread.
     */
    public Optional<String> inHand() {
        List<String> names = inHand.stream()
                .map(template -> template.input() + " for " + template.output())
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(Failures.listed(names));
    }

    /** What would be written, and what stands against it; changes nothing. */
    public List<Preview> preview(List<Template> templates, Function<Template, Model> models) {
        return previewing.preview(templates, models);
    }

    /** Empty: it is done with, because of a mistake or because it failed a moment ago. */
    private Optional<Outlook> look(Template template, Model model, Mode mode) {
        Path output = template.output();
        if (mode == Mode.NORMAL && runsAway(template, model)) {
            return Optional.empty();
        }
        try {
            OutputRecord record = store.record(output);
            Rendered rendered = Rendered.of(renderer, template, model, record);
            Outlook outlook = Outlook.of(
                    rendered, record, Content.read(output), mode == Mode.FORCE, disk -> checking.lost(rendered, disk));
            boolean tooSoon = outlook instanceof Outlook.Due && mode == Mode.NORMAL && waits(rendered);
            return tooSoon ? Optional.empty() : Optional.of(outlook);
        } catch (TemplateException mistake) {
            if (mistake.runaway()) {
                retries.failed(output, rendering(template, model), clock.instant());
            }
            finish(Finish.rejected(template, mistake.getMessage() + "; " + output + " stays as it is"));
        } catch (IOException unreadable) {
            finish(Finish.notWritten(
                    template, output + ": what is there cannot be read: " + Failures.words(unreadable)));
        }
        return Optional.empty();
    }

    /** Rendering takes it seconds each time, in which all others wait; nothing but an edit would make it any better. */
    private boolean runsAway(Template template, Model model) {
        return retries.anyOf(template.output(), RENDERING)
                && retries.waits(template.output(), rendering(template, model), clock.instant());
    }

    private String rendering(Template template, Model model) {
        return RENDERING + renderer.sources(template.input()) + " " + model.registry();
    }

    private boolean waits(Rendered rendered) {
        return retries.waits(rendered.output(), Committing.hanging(rendered.template()), clock.instant())
                || retries.waits(rendered.output(), Committing.attempt(rendered), clock.instant())
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

    /** Has this run, on any thread, when a judge that a round did not wait for has judged: it is time for another round. */
    public void whenJudged(Runnable round) {
        lateVerdict = round;
    }

    /**
     * Waits for the judges that the last round did not wait for, at most as long as they may take.
     *
     * @return whether there were any: then another round takes their verdicts up
     */
    public synchronized boolean awaitJudges() {
        boolean any = trials.anyPending();
        trials.awaitAll();
        return any;
    }

    /** Ends the users' commands at work, with all they have started. What a reload was for stays, known as unproven. */
    @Override
    public void close() {
        commands.close();
    }

    private void finish(Finish finish) {
        reports.finish(finish, clock.instant());
    }
}
