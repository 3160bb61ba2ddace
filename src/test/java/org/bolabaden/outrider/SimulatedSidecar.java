package org.bolabaden.outrider;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.SimulatedMachine.Mistake;
import org.bolabaden.outrider.cli.Deliveries;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Loss;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.haproxy.SimulatedDriver;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.health.VerdictChange;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.OutputCheck;
import org.bolabaden.outrider.render.OutputStatus;
import org.bolabaden.outrider.render.Outputs;
import org.bolabaden.outrider.render.Proxy;
import org.bolabaden.outrider.render.SimulatedOutputs;
import org.bolabaden.outrider.sentinel.Primary;

/**
 * A sidecar as {@link Stages} composes it, from the product's own classes, in a world that is simulated: what is on threads
 * there are {@link SimulatedLoop}s here, and what is on channels there are calls.
 */
public final class SimulatedSidecar implements PlanMaker.Known {
    private static final long NEVER = Long.MAX_VALUE / 4;
    private static final long HISTORY = 20_000_000;
    private static final long CHANNEL = 100_000;
    private static final long LONGEST_SLEEP = 3_600_000_000_000L;

    private final SimulatedMachine machine;
    private final RegistryStage registry;
    private final HealthBoard board;
    private final SimulatedPeers peers;
    private final DrainStage drains;
    private final VerdictReports reports;
    private final VerdictEvents verdictEvents = new VerdictEvents();
    private final SimulatedDriver driver;
    private final SimulatedProbes probes;
    private final Commands commands = new Commands();
    private final Outputs outputs;
    private final PlanMaker maker;
    private final SimulatedLoop applying;
    private final SimulatedLoop cutting;
    private final SimulatedLoop writing;
    private RenderPace pace;
    private Optional<OutputStage.Wanted> wanted = Optional.empty();
    private Optional<PlannedChange> planned = Optional.empty();
    private List<OutputStatus> statuses = List.of();
    private long sequence;
    private boolean planning;
    private long wake;
    private long workerSeen;
    private boolean stopped;

    /**
     * A process that has read its files; {@link #start} begins the work.
     *
     * @throws ConfigurationException when they cannot be used, and nothing is kept that could
     */
    public SimulatedSidecar(SimulatedMachine machine) throws ConfigurationException {
        this.machine = machine;
        ConfigurationDirectory files = new ConfigurationDirectory(machine.directory(), Map.of());
        NodeSettings settings = files.settings();
        registry = new RegistryStage(
                files,
                new RegistryHistory(files, settings.stateDir(), machine),
                machine.clock(),
                machine,
                machine.has(Mistake.IGNORES_THE_SHRINK_GUARD),
                write -> machine.later(HISTORY, write));
        probes = new SimulatedProbes(machine, this::running);
        board = new HealthBoard(judgement(settings), machine.clock(), machine::chance, this::changed, probes);
        peers = new SimulatedPeers(machine, settings.stateDir(), this::planSoon);
        drains = new DrainStage(settings.stateDir(), settings.node(), peers, machine, machine.clock());
        reports = new VerdictReports(machine, () -> running().registry(), drains::inForce, board, machine.clock());
        driver = new SimulatedDriver(
                new SimulatedDriver.Surroundings(
                        machine.worker(), machine.master(), machine::nanos, machine::rest, clock(), machine),
                this::met,
                commands,
                !machine.has(Mistake.FORGETS_AT_A_RELOAD),
                outcome -> {});
        outputs = SimulatedOutputs.of(
                settings.stateDir().resolve("outputs"),
                machine.has(Mistake.WRITES_UNVALIDATED)
                        ? Map.of()
                        : Map.of(Proxy.HAPROXY, (OutputCheck) machine::judge),
                Map.of(Proxy.HAPROXY, driver.reload()),
                commands,
                machine,
                machine.clock());
        maker = new PlanMaker(this, machine.clock());
        pace = new RenderPace(machine.nanos(), RenderPace.NEVER, RenderPace.NEVER, false, true);
        applying = new SimulatedLoop(machine, this::applyTurn);
        cutting = new SimulatedLoop(machine, driver::cut);
        writing = new SimulatedLoop(machine, this::writeTurn);
    }

    private Judgement judgement(NodeSettings settings) {
        Judgement usual = Judgement.of(settings.healthChecks());
        return machine.has(Mistake.IGNORES_ITS_OWN_ISOLATION)
                ? new Judgement(usual.thresholds(), usual.cadence(), usual.flap(), false)
                : usual;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("UTC");
            }

            @Override
            public Instant instant() {
                return machine.clock().instant();
            }
        };
    }

    /** Begins the work, in the order of {@link Stages#start}. */
    public void start() {
        probes.start(board);
        board.replace(running().registry().backends());
        try {
            adopt(driver.read());
        } catch (IOException notThere) {
            // It is met when it comes.
        }
        probes.replace(running().registry().backends());
        applying.wake();
        cutting.wake();
        writing.wake();
        planSoon();
        peers.follow(running());
    }

    /** Ends the work as {@link Stages#stop} does. */
    public void stop() {
        stopped = true;
        probes.stop();
        if (machine.has(Mistake.STOPS_WITH_A_CHANGE)) {
            driver.bound().keySet().stream().sorted().limit(1).forEach(server -> {
                try {
                    machine.worker().say("set server " + server + " state maint");
                } catch (IOException gone) {
                    // Then it could not do harm.
                }
            });
        }
        outputs.close();
        driver.applier().close();
    }

    private boolean adopt(ActualState found) {
        Map<BackendId, InetAddress> serving = SimulatedDriver.adoption(
                        found, running().registry().services().values())
                .serving();
        Map<ServiceName, Primary> before = machine.primaries();
        machine.adoptPrimaries(
                serving.keySet().stream().collect(Collectors.groupingBy(BackendId::service, Collectors.toSet())));
        return board.adopt(serving) || !before.equals(machine.primaries());
    }

    private long met(ActualState found) {
        if (!adopt(found)) {
            return 0;
        }
        long outdated = sequence;
        planSoon();
        return outdated;
    }

    private void changed(VerdictChange change) {
        if (machine.has(Mistake.TELLS_A_SECRET)) {
            machine.emit(Event.info("checked").reason(text("services.yaml")));
        }
        verdictEvents.of(change).ifPresent(event -> reports.changed(change.backend(), event));
        planSoon();
    }

    private String text(String file) {
        try {
            return Files.readString(machine.directory().resolve(file));
        } catch (IOException gone) {
            return "";
        }
    }

    /** Something changed that a plan depends on. */
    public void planSoon() {
        if (!planning && !stopped) {
            planning = true;
            long caused = machine.nanos();
            machine.later(CHANNEL, () -> plan(false, caused));
        }
    }

    private void plan(boolean byTime, long causedAt) {
        planning = planning && byTime;
        PlanMaker.Made made = maker.make(byTime, causedAt);
        long mine = ++wake;
        made.again().ifPresent(at -> {
            long wait = Duration.between(machine.clock().instant(), at).toNanos();
            long bounded = Math.max(1_000_000, Math.min(wait, LONGEST_SLEEP));
            machine.later(bounded, () -> {
                if (mine == wake) {
                    plan(true, machine.nanos());
                }
            });
        });
        apply(made.change());
    }

    private void apply(PlannedChange change) {
        if (change.byTime() && planned.filter(change::sameAs).isPresent()) {
            return;
        }
        reports.planned(planned.map(PlannedChange::plan).orElse(Plan.EMPTY), change.plan());
        OutputStage.Wanted next = new OutputStage.Wanted(
                change.running().settings(),
                change.running().registry().version(),
                driver.withAddresses(change.plan()),
                change.undecided());
        OutputStage.Wanted last = wanted.orElse(null);
        pace = pace.wanted(
                !next.sameConfiguration(last) || !next.samePrimaries(last), next.undecided(), machine.nanos());
        wanted = Optional.of(next);
        planned = Optional.of(change);
        driver.applier().submit(change.plan(), change.causedAt());
        applying.wake();
        writing.wake();
    }

    private long applyTurn() {
        if (machine.has(Mistake.FORGETS_AT_A_RELOAD) && workerSeen != 0 && !driver.asked()) {
            return 50_000_000;
        }
        workerSeen = driver.applier().actual().map(now -> now.worker().pid()).orElse(0L);
        long wait = driver.turn();
        cutting.wake();
        return wait;
    }

    private long writeTurn() {
        if (wanted.isEmpty()) {
            return NEVER;
        }
        long left = pace.due() - machine.nanos();
        if (left > 0) {
            return left;
        }
        pace = pace.ran(machine.nanos());
        OutputStage.Wanted now = wanted.get();
        statuses = outputs.apply(
                now.settings().templates(),
                Deliveries.models(now.settings(), now.registryVersion(), now.plan()),
                Outputs.Mode.NORMAL);
        driver.applier().delivered(now.plan().sequence());
        applying.wake();
        return pace.due() - machine.nanos();
    }

    /** The files of the configuration were edited. */
    public void edited() {
        registry.reload(machine.has(Mistake.IGNORES_THE_SHRINK_GUARD)).ifPresent(running -> {
            board.judgeBy(judgement(running.settings()));
            board.replace(running.registry().backends());
            verdictEvents.retain(board.snapshot().keySet());
            probes.replace(running.registry().backends());
            peers.follow(running);
            planSoon();
        });
    }

    /** Drains that node, by an operator's word on this one. */
    public void drain(NodeName node, Optional<Duration> time, boolean forced) {
        Registry now = running().registry();
        Set<BackendId> primaries = new HashSet<>();
        primaries().values().forEach(primary -> primary.offered().ifPresent(primaries::add));
        try {
            drains.add(
                    new Target.OfNode(node),
                    new DrainWish(Optional.of("simulated"), time, forced),
                    new Loss.World(
                            now,
                            id -> board.of(id).filter(one -> one.verdict().up()).isPresent(),
                            primaries));
        } catch (DrainRefusedException refused) {
            return;
        }
        planSoon();
    }

    /** Ends it. */
    public void undrain(NodeName node) {
        if (drains.remove(new Target.OfNode(node))) {
            planSoon();
        }
    }

    /** What this node says of itself to the others. */
    public LocalView view() {
        RegistryStage.Running running = running();
        return LocalView.of(
                running.settings().node(),
                "simulated",
                running.registry(),
                running.at(),
                board.isolation().map(Isolation::reason),
                board.snapshot(),
                drains.own(),
                Map.of(),
                peers.fleet());
    }

    /** What the peers say. */
    public SimulatedPeers peers() {
        return peers;
    }

    /** Whether this node is drained, by whomever. */
    public boolean drained() {
        RegistryStage.Running running = running();
        return drains.inForce()
                .ofNode(node ->
                        running.registry().isSelf(node, running.settings().node()));
    }

    /** The plan that went to the appliers last. */
    public Plan plan() {
        return planned.map(PlannedChange::plan).orElse(Plan.EMPTY);
    }

    /** Who drives HAProxy. */
    public SimulatedDriver driver() {
        return driver;
    }

    /** Whether somebody talks to HAProxy right now, so that it is between two states. */
    public boolean applying() {
        return applying.busy();
    }

    /** The registry that runs. */
    public Registry runs() {
        return running().registry();
    }

    /** How the outputs stand. */
    public List<OutputStatus> statuses() {
        return statuses;
    }

    /** All backends whose checks do not pass now. */
    public Map<BackendId, String> down() {
        Map<BackendId, String> down = new HashMap<>();
        board.snapshot().forEach((id, health) -> {
            if (!health.verdict().alive()) {
                down.put(id, health.verdict().reason());
            }
        });
        return down;
    }

    /** Whether this node seems to be cut off. */
    public boolean isolated() {
        return board.isolation().isPresent();
    }

    /** Where its state is. */
    public Path state() {
        return running().settings().stateDir();
    }

    @Override
    public long nextPlan() {
        return ++sequence;
    }

    @Override
    public RegistryStage.Running running() {
        return registry.running();
    }

    @Override
    public HealthBoard board() {
        return board;
    }

    @Override
    public Map<ServiceName, Primary> primaries() {
        return machine.primaries();
    }

    @Override
    public Drains drained(Instant now) {
        return drains.settle(now);
    }

    @Override
    public Optional<Instant> overdue(Instant now) {
        return reports.settle(now);
    }
}
