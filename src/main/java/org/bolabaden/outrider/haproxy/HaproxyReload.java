package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;
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
    // A command that ends badly may have reloaded all the same; HAProxy tries for 2 s to bind before it gives up.
    private static final Duration AFTER_COMPLAINT = Duration.ofMillis(2_500);
    // For a command that made no worker the last time: a no-op would hold up all outputs for the whole limit each time.
    private static final Duration AFTER_NO_WORKER = Duration.ofSeconds(5);
    // A connection that was waiting at the old worker's socket may still be answered by it.
    private static final int LOOKS = 5;
    private static final long LOOK_NANOS = 50_000_000;

    private final Optional<RuntimeSocket> runtime;
    private final Optional<MasterSocket> master;
    private final Optional<RuntimeApplier> applier;
    private final Commands commands;
    private final Consumer<Outcome> listener;
    private final Duration limit;
    private final Ticks ticks;
    private List<String> ineffective = List.of();

    /**
     * A way to reload.
     *
     * @param runtime the worker's runtime API; empty: the master alone tells of a new worker
     * @param master the master's; empty: templates' commands reload
     * @param applier what re-asserts the runtime state; empty: nothing does
     * @param commands what runs templates' commands; once closed, no reload is waited for
     * @param listener is told each outcome, on the thread that reloads
     * @param limit for the whole of it, a command's own 30 s apart
     */
    public HaproxyReload(
            Optional<RuntimeSocket> runtime,
            Optional<MasterSocket> master,
            Optional<RuntimeApplier> applier,
            Commands commands,
            Consumer<Outcome> listener,
            Duration limit) {
        this(runtime, master, applier, commands, listener, limit, Ticks.SYSTEM);
    }

    /** A way to reload in whose time the world goes by those ticks. */
    HaproxyReload(
            Optional<RuntimeSocket> runtime,
            Optional<MasterSocket> master,
            Optional<RuntimeApplier> applier,
            Commands commands,
            Consumer<Outcome> listener,
            Duration limit,
            Ticks ticks) {
        this.runtime = runtime;
        this.master = master;
        this.applier = applier;
        this.commands = commands;
        this.listener = listener;
        this.limit = limit;
        this.ticks = ticks;
    }

    @Override
    public synchronized Outcome reload(Template template) {
        Outcome outcome;
        try {
            outcome = attempt(template);
        } catch (ReloadFailedException failed) {
            outcome = commands.stopped() ? new Outcome.Cut() : new Outcome.Failed(failed.reason());
        }
        listener.accept(outcome);
        return outcome;
    }

    private Outcome attempt(Template template) throws ReloadFailedException {
        long from = ticks.nanos();
        NewWorker newWorker = NewWorker.watch(runtime, master, commands::stopped, ticks);
        if (newWorker.nobodyBefore()) {
            return new Outcome.Idle("HAProxy does not run; it reads the file when it starts");
        }
        if (newWorker.masterAnswers()) {
            ask(master.orElseThrow());
            return live(newWorker, from, throughMaster(newWorker), Optional.empty());
        }
        if (!template.reload().isEmpty()) {
            return byCommand(template.reload(), newWorker, from);
        }
        if (master.isEmpty()) {
            return new Outcome.Idle(
                    "no way to reload is configured: give haproxy.master_socket, or templates[].reload",
                    runtime.isPresent());
        }
        throw new ReloadFailedException("HAProxy's master does not answer at " + master.orElseThrow()
                + "; start HAProxy with -W -S and that path");
    }

    private long throughMaster(NewWorker newWorker) throws ReloadFailedException {
        OptionalLong pid = newWorker.await(ticks.nanos() + limit.toNanos());
        return pid.orElseThrow(() -> new ReloadFailedException(
                "no new worker of HAProxy came up within " + words(limit) + "; its log says why"));
    }

    /** Whatever the command says of itself: what counts is whether there is a new worker. */
    private Outcome byCommand(List<String> words, NewWorker newWorker, long from) throws ReloadFailedException {
        Optional<String> complaint = complaint(words);
        if (!newWorker.visible()) {
            if (complaint.isPresent()) {
                throw new ReloadFailedException(complaint.get());
            }
            return new Outcome.Live(Duration.ofNanos(ticks.nanos() - from));
        }
        Duration patience = patience(words, complaint);
        OptionalLong pid = newWorker.await(ticks.nanos() + patience.toNanos());
        if (pid.isEmpty()) {
            ineffective = complaint.isEmpty() ? words : ineffective;
            throw new ReloadFailedException(complaint.orElseGet(() -> name(words)
                    + " ended with 0, but HAProxy got no new worker within " + words(patience)
                    + ": the command does not reload the HAProxy of haproxy.socket, or HAProxy refused the file and its"
                    + " log says why"));
        }
        ineffective = List.of();
        return live(newWorker, from, pid.getAsLong(), complaint.map(text -> "HAProxy has reloaded, but " + text));
    }

    private Duration patience(List<String> words, Optional<String> complaint) {
        Duration longest =
                complaint.isPresent() ? AFTER_COMPLAINT : ineffective.equals(words) ? AFTER_NO_WORKER : limit;
        return longest.compareTo(limit) < 0 ? longest : limit;
    }

    private Outcome live(NewWorker newWorker, long from, long pid, Optional<String> complaint) {
        Optional<String> unproven = newWorker.prove(pid, applier, ticks.nanos() + limit.toNanos());
        return new Outcome.Live(Duration.ofNanos(ticks.nanos() - from), unproven.or(() -> complaint));
    }

    @Override
    public List<String> missing(String text) {
        boolean down = applier.isPresent() && applier.get().actual().isEmpty();
        if (runtime.isEmpty() || down) {
            return List.of();
        }
        ProxyNames defined = ProxyNames.defined(text);
        List<String> missing = List.of();
        for (int look = 0; look < LOOKS; look++) {
            missing = missing(defined, runtime.get());
            if (missing.isEmpty()) {
                return missing;
            }
            ticks.rest(LOOK_NANOS);
        }
        return missing;
    }

    private static List<String> missing(ProxyNames defined, RuntimeSocket runtime) {
        try {
            // Type 3: frontends (1) and backends (2).
            return defined.without(
                    ProxyNames.running(runtime.ask("show stat -1 3 -1").getFirst()));
        } catch (IOException nobody) {
            // It reads the file when it starts; that it does not answer is for the applier to tell.
            return List.of();
        }
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

    private Optional<String> complaint(List<String> words) throws ReloadFailedException {
        String name = name(words);
        return switch (commands.run(words, Map.of(), COMMAND_LIMIT)) {
            case Commands.Result.Ended ended when ended.exit() == 0 -> Optional.empty();
            case Commands.Result.Ended ended ->
                Optional.of(name + " ended with " + ended.exit() + ": " + lastLine(ended.output()));
            case Commands.Result.TimedOut timedOut ->
                Optional.of(name + " did not end within " + words(timedOut.limit()) + " and was killed");
            case Commands.Result.NotStarted not ->
                throw new ReloadFailedException(name + " does not start: " + not.reason());
            case Commands.Result.Stopped stopped ->
                throw new ReloadFailedException(name + " was ended, since Outrider is stopping");
        };
    }

    private static String name(List<String> words) {
        return "the reload command '" + String.join(" ", words) + "'";
    }

    private static String words(Duration time) {
        return time.toMillis() / 1e3 + " s";
    }

    private static String lastLine(String output) {
        return output.lines().reduce((before, last) -> last).orElse("it said nothing");
    }
}
