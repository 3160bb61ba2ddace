package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Commands;
import org.bolabaden.outrider.render.Reload;

/**
 * Reloads HAProxy as a transaction: through its master socket, else by the template's command; a new worker must answer,
 * and must be read to be as the plan wants it, before it is called live.
 *
 * <p>One reload at a time; others wait for it.
 */
public final class HaproxyReload implements Reload {
    /** HAProxy alone tries for 2 s to bind what it cannot. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(15);

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

    private final Optional<RuntimeSocket> runtime;
    private final Optional<MasterSocket> master;
    private final Optional<RuntimeApplier> applier;
    private final Consumer<Outcome> listener;
    private final Duration limit;

    /**
     * A way to reload.
     *
     * @param runtime the worker's runtime API; empty: the master alone tells of a new worker
     * @param master the master's; empty: templates' commands reload
     * @param applier what re-asserts the runtime state; empty: nothing does
     * @param listener is told each outcome, on the thread that reloads
     * @param limit for the whole of it, a command's own 30 s apart
     */
    public HaproxyReload(
            Optional<RuntimeSocket> runtime,
            Optional<MasterSocket> master,
            Optional<RuntimeApplier> applier,
            Consumer<Outcome> listener,
            Duration limit) {
        this.runtime = runtime;
        this.master = master;
        this.applier = applier;
        this.listener = listener;
        this.limit = limit;
    }

    @Override
    public synchronized Outcome reload(Template template) {
        Outcome outcome;
        try {
            outcome = attempt(template);
        } catch (ReloadFailedException failed) {
            outcome = new Outcome.Failed(failed.reason());
        }
        listener.accept(outcome);
        return outcome;
    }

    private Outcome attempt(Template template) throws ReloadFailedException {
        long from = System.nanoTime();
        NewWorker newWorker = NewWorker.watch(runtime, master);
        if (newWorker.nobodyBefore()) {
            return new Outcome.Idle("HAProxy does not run; it reads the file when it starts");
        }
        if (master.isEmpty() && template.reload().isEmpty()) {
            return new Outcome.Idle(
                    "no way to reload is configured: give haproxy.master_socket, or templates[].reload",
                    runtime.isPresent());
        }
        if (newWorker.masterAnswers()) {
            ask(master.orElseThrow());
        } else if (!template.reload().isEmpty()) {
            command(template.reload());
        } else {
            throw new ReloadFailedException("HAProxy's master does not answer at " + master.orElseThrow()
                    + "; start HAProxy with -W -S and that path");
        }
        Optional<String> doubt = newWorker.await(applier, System.nanoTime() + limit.toNanos());
        return new Outcome.Live(Duration.ofNanos(System.nanoTime() - from), doubt);
    }

    private static void ask(MasterSocket master) throws ReloadFailedException {
        try {
            if (master.reload() instanceof MasterSocket.ReloadReply.Refused refused) {
                List<String> faults = HaproxyLog.faults(refused.log(), Map.of());
                throw new ReloadFailedException("HAProxy refused the file: "
                        + (faults.isEmpty() ? "its log says why" : String.join("; ", faults)));
            }
        } catch (IOException cutShort) {
            // 2.6 may close before it answers, since its master starts itself anew: whether it did, the workers tell.
        }
    }

    private static void command(List<String> words) throws ReloadFailedException {
        String name = "'" + String.join(" ", words) + "'";
        switch (Commands.run(words, Map.of(), COMMAND_LIMIT)) {
            case Commands.Result.Ended ended when ended.exit() == 0 -> {}
            case Commands.Result.Ended ended ->
                throw new ReloadFailedException(name + " ended with " + ended.exit() + ": " + lastLine(ended.output()));
            case Commands.Result.TimedOut timedOut ->
                throw new ReloadFailedException(
                        name + " did not end within " + timedOut.limit().toSeconds() + " s");
            case Commands.Result.NotStarted not ->
                throw new ReloadFailedException(name + " does not start: " + not.reason());
        }
    }

    private static String lastLine(String output) {
        return output.lines().reduce((before, last) -> last).orElse("it said nothing");
    }
}
