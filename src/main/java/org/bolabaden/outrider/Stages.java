package org.bolabaden.outrider;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.cli.Engines;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.haproxy.Adoption;
import org.bolabaden.outrider.haproxy.HaproxyMetrics;
import org.bolabaden.outrider.haproxy.RuntimeApplier;
import org.bolabaden.outrider.haproxy.RuntimeSocket;
import org.bolabaden.outrider.haproxy.ServedFile;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.VerdictChange;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.PlanMetrics;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.probe.ProbeEngine;
import org.bolabaden.outrider.probe.ProbeMetrics;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.RegistryWatcher;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The composition root: makes the stages, joins them in the order of the picture, and shows their snapshots to the HTTP
 * interface. It decides nothing.
 */
@ApplicationScoped
class Stages implements SidecarState {
    // HAProxy answers in a fraction of a millisecond; one that does not must not hold up the first check.
    private static final Duration ADOPTION_DEADLINE = Duration.ofMillis(50);

    private final Instant started = Instant.now();
    private final EventLog events;
    private final RegistryStage registry;
    private final RegistryWatcher watcher;
    private final HealthBoard board;
    private final ProbeEngine engine;
    private final Optional<RuntimeApplier> applier;
    private final ServedFile served;
    private volatile Plan plan = Plan.EMPTY;
    private volatile Consumer<Cause> causes = cause -> {};

    Stages(
            @ConfigProperty(name = "outrider.config") String directory,
            @ConfigProperty(name = "outrider.force", defaultValue = "false") boolean force,
            MeterRegistry meters,
            CollectorRegistry prometheus)
            throws ConfigurationException {
        ConfigurationDirectory files = new ConfigurationDirectory(Path.of(directory), System.getenv());
        NodeSettings settings = files.settings();
        events = new EventLog(new EventJson(settings.node().value()), Clock.systemUTC(), System.out);
        RegistryHistory history = new RegistryHistory(files, settings.stateDir(), events);
        registry = new RegistryStage(files, history, Clock.systemUTC(), events, force);
        watcher = new RegistryWatcher(registry::watched, this::reload, events);
        board = new HealthBoard(
                Judgement.of(settings.healthChecks()),
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble(),
                this::changed);
        ProbeMetrics probes = new ProbeMetrics(board);
        engine = ProbeEngine.start(
                Engines.settings(
                        () -> registry.running().registry(),
                        settings.healthChecks().maxConcurrent()),
                probes,
                events);
        served = new ServedFile(settings.stateDir().resolve("served.json"), events);
        applier = settings.haproxy()
                .socket()
                .map(socket -> new RuntimeApplier(new RuntimeSocket(socket), events, new HaproxyMetrics(meters)));
        RegistryMetrics.register(registry, meters);
        prometheus.register(probes);
        prometheus.register(new PlanMetrics(this::plan, board::snapshot));
    }

    /**
     * Begins the work.
     *
     * @param planner is told of everything that a plan depends on
     */
    void start(Consumer<Cause> planner) {
        causes = planner;
        RegistryStage.Running running = registry.running();
        Predicate<BackendId> adopted = adopted(running);
        board.replace(running.registry().backends(), adopted);
        engine.replace(running.registry().backends());
        applier.ifPresent(RuntimeApplier::start);
        causes.accept(new Cause(System.nanoTime()));
        watcher.start();
        events.emit(Event.info("started").reason(running.registry() + ", configuration loaded"));
    }

    private Predicate<BackendId> adopted(RegistryStage.Running running) {
        Optional<String> socket = running.settings().haproxy().socket();
        if (socket.isEmpty()) {
            return id -> false;
        }
        try {
            ActualState actual = ActualState.read(new RuntimeSocket(socket.get(), ADOPTION_DEADLINE));
            Adoption adoption =
                    Adoption.of(actual, running.registry().services().values(), served.read());
            return adoption::serves;
        } catch (IOException notThere) {
            // The applier reports it; nothing that does not answer can be serving.
            return id -> false;
        }
    }

    /** Ends the work and leaves the proxies as they are. */
    void stop() {
        events.emit(Event.info("stopping").reason("the proxies keep their last state"));
        watcher.close();
        engine.close();
        applier.ifPresent(RuntimeApplier::close);
        served.close();
        events.close();
    }

    private void reload() {
        registry.reload(false).ifPresent(running -> {
            board.judgeBy(Judgement.of(running.settings().healthChecks()));
            board.replace(running.registry().backends(), id -> false);
            engine.replace(running.registry().backends());
            causes.accept(new Cause(System.nanoTime()));
        });
    }

    private void changed(VerdictChange change) {
        if (change.before().status() != change.after().status()) {
            events.emit(event(change));
        }
        causes.accept(new Cause(System.nanoTime()));
    }

    private static Event event(VerdictChange change) {
        Verdict.Status to = change.after().status();
        Event event = to == Verdict.Status.UP ? Event.info("backend_up") : Event.warn("backend_down");
        return event.service(change.backend().id().service())
                .backend(change.backend().id().endpoint())
                .change(change.before().status().word(), to.word())
                .reason(change.after().reason());
    }

    /** Takes a new plan to the appliers. */
    void apply(PlannedChange change) {
        plan = change.plan();
        applier.ifPresent(runtime -> {
            runtime.submit(change.plan(), change.causedAt());
            List<BackendId> ready = change.plan().services().values().stream()
                    .flatMap(service -> service.servers().stream())
                    .filter(server -> server.admin() == ServerPlan.Admin.READY)
                    .map(server -> server.backend().id())
                    .toList();
            runtime.actual().ifPresent(actual -> served.write(actual.worker().pid(), ready));
        });
    }

    HealthBoard board() {
        return board;
    }

    @Override
    public NodeSettings settings() {
        return registry.running().settings();
    }

    @Override
    public Registry registry() {
        return registry.running().registry();
    }

    @Override
    public Instant registryLoaded() {
        return registry.running().at();
    }

    @Override
    public Optional<String> registryError() {
        return registry.error();
    }

    @Override
    public Map<BackendId, BackendHealth> health() {
        return board.snapshot();
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public Optional<ActualState> haproxy() {
        return applier.flatMap(RuntimeApplier::actual);
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public boolean probing() {
        // The loop turns at least once a second; ten without a turn is a hang, not a busy machine.
        return engine.statistics().sinceLastTurn().compareTo(Duration.ofSeconds(10)) < 0;
    }
}
