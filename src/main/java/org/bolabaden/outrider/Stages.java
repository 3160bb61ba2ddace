package org.bolabaden.outrider;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.cli.Deliveries;
import org.bolabaden.outrider.cli.Engines;
import org.bolabaden.outrider.dns.keep.PublicRecords;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.haproxy.Adoption;
import org.bolabaden.outrider.haproxy.HaproxyMetrics;
import org.bolabaden.outrider.haproxy.RuntimeAddresses;
import org.bolabaden.outrider.haproxy.RuntimeSocket;
import org.bolabaden.outrider.haproxy.TrafficSignal;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.VerdictChange;
import org.bolabaden.outrider.notify.deliver.Courier;
import org.bolabaden.outrider.notify.deliver.DeliveryCounts;
import org.bolabaden.outrider.notify.deliver.Notifications;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventFile;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.ProcessMetrics;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.otlp.OtlpExport;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.PlanMetrics;
import org.bolabaden.outrider.probe.ProbeEngine;
import org.bolabaden.outrider.probe.ProbeMetrics;
import org.bolabaden.outrider.probe.RecentChecks;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.RegistryWatcher;
import org.bolabaden.outrider.render.MissingPrograms;
import org.bolabaden.outrider.render.RenderMetrics;
import org.bolabaden.outrider.render.Renderer;
import org.bolabaden.outrider.sentinel.SentinelConnector;
import org.bolabaden.outrider.traefik.TraefikMetrics;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;

/** The composition root: makes the stages and joins them in the order of the picture. It decides nothing. */
@ApplicationScoped
class Stages {
    // HAProxy answers in a fraction of a millisecond, and nobody at once; what answers later is met by the applier.
    private static final Duration ADOPTION_DEADLINE = Duration.ofMillis(250);
    private static final Logger LOG = Logger.getLogger(Stages.class);

    private final EventLog events;
    private final DistributionStage distribution;
    private final RegistryStage registry;
    private final RegistryWatcher watcher;
    private final HealthBoard board;
    private final VerdictEvents verdictEvents = new VerdictEvents();
    private final VerdictReports reports;
    private final IsolationInquiry inquiry;
    private final RecentChecks recentChecks;
    private final ProbeEngine engine;
    private final Optional<HaproxyStage> haproxy;
    private final OutputStage outputs;
    private final PrimaryStage primaries;
    private final PeerStage peers;
    private final ObserverStage observers;
    private final DrainStage drains;
    private final AtomicLong sequence = new AtomicLong();
    private final LatestPlan planned = new LatestPlan();
    private final CollectorRegistry meters;
    private final String version;
    private volatile Optional<OtlpExport> otlp = Optional.empty();
    private final TraefikMetrics traefik;
    private final List<Exposition.Source> series;
    private final Notifications notifications;
    private final SecretNotices secrets;
    private final PublicRecords records;
    private final OwnView own;
    private final Orders orders;
    private final Vertx vertx;
    private Optional<CatchingUp> catchingUp = Optional.empty();
    private volatile Consumer<Cause> causes = cause -> {};

    Stages(
            @ConfigProperty(name = "outrider.config") String directory,
            @ConfigProperty(name = "outrider.force", defaultValue = "false") boolean force,
            @ConfigProperty(name = "quarkus.application.version") String version,
            MeterRegistry meters,
            CollectorRegistry prometheus,
            Vertx vertx,
            @Connector("redis-sentinel") SentinelConnector sentinels)
            throws ConfigurationException {
        this.vertx = vertx;
        ConfigurationDirectory files = new ConfigurationDirectory(Path.of(directory), System.getenv());
        NodeSettings settings = files.settings();
        events = new EventLog(
                new EventJson(settings.node().value()), Clock.systemUTC(), System.out, file(settings.events()));
        // Before anything else can happen: what a start finds wrong is told too.
        notifications = new Notifications(
                settings.node().value(), new Courier(vertx), Clock.systemUTC(), events, new DeliveryCounts(meters));
        notifications.follow(settings.receivers());
        secrets = new SecretNotices(events);
        RegistryHistory history = new RegistryHistory(files, settings.stateDir(), events);
        distribution = new DistributionStage(files, settings.stateDir(), events, Clock.systemUTC());
        registry = distribution.explaining(() -> new RegistryStage(files, history, Clock.systemUTC(), events, force));
        watcher = new RegistryWatcher(this::watched, this::look, distribution::patience, events);
        inquiry = new IsolationInquiry(events, registry::running);
        board = new HealthBoard(
                Judgement.of(settings.healthChecks()),
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble(),
                this::changed,
                inquiry);
        peers = new PeerStage(vertx, settings.stateDir(), events, Clock.systemUTC());
        drains = new DrainStage(settings.stateDir(), settings.node(), peers, events, Clock.systemUTC());
        records = DnsStage.of(
                new DnsStage.Followed(settings.node(), drains::inForce, this::registry), peers, vertx, events, meters);
        reports = new VerdictReports(
                events, () -> registry.running().registry(), drains::inForce, board, Clock.systemUTC());
        ProbeMetrics probes = new ProbeMetrics(board);
        recentChecks = new RecentChecks(probes);
        engine = ProbeEngine.start(
                Engines.settings(
                        settings.node(),
                        () -> registry.running().registry(),
                        settings.healthChecks().maxConcurrent()),
                recentChecks,
                events);
        observers = new ObserverStage(vertx, board, engine, registry::running);
        board.attend(observers);
        HaproxyMetrics haproxyMetrics = new HaproxyMetrics(meters);
        primaries = new PrimaryStage(sentinels, settings.stateDir(), events, Clock.systemUTC());
        haproxy = HaproxyStage.of(
                settings,
                events,
                new HaproxyStage.Listeners(
                        haproxyMetrics.and(new ProofListener(this::proven)),
                        new SwitchNotes(primaries),
                        this::met,
                        (backend, signal) -> suspect(backend, signal, haproxyMetrics)));
        haproxy.ifPresent(stage -> haproxyMetrics.driven(meters));
        outputs = new OutputStage(
                Deliveries.outputs(
                        settings,
                        haproxy.map(HaproxyStage::applier),
                        events,
                        new RenderMetrics(meters),
                        haproxyMetrics),
                events,
                number -> haproxy.ifPresent(stage -> stage.applier().delivered(number)));
        own = new OwnView(version, registry, board, drains, peers, haproxy);
        orders = new Orders(
                registry,
                distribution,
                board,
                primaries,
                drains,
                peers,
                outputs,
                planned,
                this::take,
                () -> causes.accept(Cause.now()),
                sequence::get);
        RegistryMetrics.register(registry, meters);
        this.meters = prometheus;
        this.version = version;
        prometheus.register(probes);
        prometheus.register(primaries.metrics());
        traefik = new TraefikMetrics(
                () -> settings().traefik().metrics(),
                () -> registry().services().keySet(),
                events);
        series = Stream.of(
                        Stream.of(new PlanMetrics(planned::plan, board::snapshot, Clock.systemUTC())),
                        haproxy.stream().map(stage -> stage.series(planned::plan)),
                        Stream.of(
                                peers.metrics(() -> registry().version()),
                                peers.storeMetrics(observers),
                                traefik,
                                events.counts(),
                                new ProcessMetrics(),
                                new DistributionMetrics(registry, distribution)))
                .<Exposition.Source>flatMap(sources -> sources)
                .toList();
        Gauge.builder(
                        "outrider.isolated",
                        board,
                        isolated -> isolated.isolation().isPresent() ? 1 : 0)
                .description("1 while this node seems to be cut off from all others.")
                .register(meters);
        Gauge.builder("outrider.drains", drains, now -> now.inForce().all().size())
                .description("Drains in force.")
                .register(meters);
        FunctionCounter.builder(
                        "outrider.probes.postponed",
                        engine,
                        now -> now.statistics().postponed())
                .description("Times a check was put off for want of a descriptor or a process.")
                .register(meters);
    }

    private static Optional<EventFile> file(NodeSettings.Events wanted) {
        return wanted.file().map(path -> new EventFile(path, wanted.maxSize(), wanted.keep()));
    }

    /**
     * Begins the work.
     *
     * @param planner is told of everything that a plan depends on
     */
    void start(Consumer<Cause> planner) {
        causes = planner;
        RegistryStage.Running running = registry.running();
        otlp = OtlpExport.start(
                settings(), version, events, new OtlpExport.Series(meters, this::series), Clock.systemUTC());
        inquiry.start(board, engine);
        board.replace(running.registry().backends());
        primaries.start(() -> causes.accept(Cause.now()));
        primaries.follow(running.registry());
        // Before the first check, which would decide at once over a backend of which nothing is known.
        running.settings().haproxy().socket().ifPresent(this::adopt);
        recentChecks.replace(running.registry().backends());
        engine.replace(running.registry().backends());
        haproxy.ifPresent(HaproxyStage::start);
        outputs.start();
        causes.accept(Cause.now());
        watcher.start();
        distribution.start(() -> take(false));
        traefik.start();
        peers.start(
                () -> causes.accept(Cause.now()),
                own::now,
                registry::running,
                observers,
                service -> primaries.offeredAt(service, registry()));
        records.follow(running.settings().dns());
        catchingUp = Optional.of(new CatchingUp(vertx, List.of(drains::catchUp, peers::catchUp, registry::catchUp)));
        secrets.look(running);
        MissingPrograms.of(settings().templates(), System.getenv().getOrDefault("PATH", ""))
                .forEach(line -> events.emit(Event.warn("program_missing").reason(line)));
        events.emit(Event.info("started").reason(running.registry() + ", configuration loaded"));
    }

    private void adopt(String socket) {
        try {
            adopt(ActualState.read(new RuntimeSocket(socket, ADOPTION_DEADLINE)));
        } catch (IOException notThere) {
            // The applier reports it, and meets HAProxy when it comes.
            LOG.debug("HAProxy does not answer at the start", notThere);
        }
    }

    private boolean adopt(ActualState found) {
        Map<BackendId, InetAddress> serving =
                Adoption.of(found, registry().services().values()).serving();
        boolean held = primaries.adopt(
                serving.keySet().stream().collect(Collectors.groupingBy(BackendId::service, Collectors.toSet())));
        return board.adopt(serving) || held;
    }

    /** HAProxy came up after us, with servers that it took from its file as ready: what was planned knew nothing of it. */
    private long met(ActualState found) {
        if (!adopt(found)) {
            return 0;
        }
        // Before the cause: the plan that answers it has a later number.
        long outdated = sequence.get();
        causes.accept(Cause.now());
        return outdated;
    }

    /** Ends the work and leaves the proxies as they are. */
    void stop() {
        events.emit(Event.info("stopping").reason("the proxies keep their last state"));
        watcher.close();
        catchingUp.ifPresent(CatchingUp::close);
        peers.close();
        distribution.close();
        traefik.close();
        records.close();
        haproxy.ifPresent(HaproxyStage::stopWatching);
        inquiry.close();
        engine.close();
        primaries.close();
        outputs.close();
        haproxy.ifPresent(HaproxyStage::stop);
        notifications.close();
        otlp.ifPresent(OtlpExport::close);
        events.close();
    }

    private void look() {
        distribution.reconsider();
        take(false);
        outputs.look();
    }

    /** What calls for a new look when it changes: the user's own templates count as configuration. */
    private Set<Path> watched() {
        Set<Path> all = new TreeSet<>(registry.watched());
        settings().templates().stream()
                .map(NodeSettings.Template::input)
                .filter(input -> !input.startsWith(Renderer.BUILTIN))
                .forEach(input -> {
                    all.add(Path.of(input));
                    all.addAll(outputs.included(input));
                });
        return all;
    }

    private synchronized void take(boolean force) {
        registry.reload(force).ifPresent(running -> {
            board.judgeBy(Judgement.of(running.settings().healthChecks()));
            board.replace(running.registry().backends());
            notifications.follow(running.settings().receivers());
            records.follow(running.settings().dns());
            notifications.relist(running.settings(), running.registry());
            verdictEvents.retain(board.snapshot().keySet());
            recentChecks.replace(running.registry().backends());
            engine.replace(running.registry().backends());
            primaries.follow(running.registry());
            peers.follow(running);
            secrets.look(running);
            causes.accept(Cause.now());
        });
    }

    private void changed(VerdictChange change) {
        otlp.ifPresent(
                export -> export.judged(change, board.of(change.backend().id()).flatMap(BackendHealth::last)));
        verdictEvents.of(change).ifPresent(event -> reports.changed(change.backend(), event));
        peers.tellSoon();
        causes.accept(Cause.now());
    }

    /** Users' requests met a fault: as many checks as a verdict needs, over one fast interval. */
    private void suspect(BackendId backend, TrafficSignal signal, HaproxyMetrics metrics) {
        NodeSettings.HealthChecks checks = settings().healthChecks();
        if (!checks.passive()) {
            return;
        }
        metrics.suspected(signal);
        engine.suspect(backend, checks.consecutiveFailures(), checks.succession());
    }

    /** Takes a new plan to the appliers. */
    void apply(PlannedChange change) {
        if (change.byTime() && planned.get().filter(change::sameAs).isPresent()) {
            // Time went by and changed nothing: proxies and files are asked for nothing.
            return;
        }
        otlp.ifPresent(export -> export.planned(change.plan().sequence(), change.lookedAt()));
        reports.planned(planned.plan(), change.plan());
        outputs.submit(new OutputStage.Wanted(
                change.running().settings(),
                change.running().registry().version(),
                withAddresses(change.plan()),
                change.undecided()));
        haproxy.ifPresent(stage -> stage.applier().submit(change.plan(), change.causedAt()));
        planned.set(change);
    }

    private void proven(long plan) {
        otlp.ifPresent(export -> export.proven(plan));
    }

    private Plan withAddresses(Plan plan) {
        return haproxy.flatMap(HaproxyStage::actual)
                .map(actual -> RuntimeAddresses.complete(plan, actual))
                .orElse(plan);
    }

    /** The number of the next plan; to be drawn before what the plan is made of is looked at. */
    long nextPlan() {
        return sequence.incrementAndGet();
    }

    private NodeSettings settings() {
        return running().settings();
    }

    private Registry registry() {
        return running().registry();
    }

    RegistryStage.Running running() {
        return registry.running();
    }

    PrimaryStage primaryStage() {
        return primaries;
    }

    DrainStage drainStage() {
        return drains;
    }

    VerdictReports reports() {
        return reports;
    }

    HealthBoard board() {
        return board;
    }

    RegistryStage registryStage() {
        return registry;
    }

    DistributionStage distributionStage() {
        return distribution;
    }

    Optional<HaproxyStage> haproxyStage() {
        return haproxy;
    }

    OutputStage outputStage() {
        return outputs;
    }

    PeerStage peerStage() {
        return peers;
    }

    ObserverStage observers() {
        return observers;
    }

    PublicRecords records() {
        return records;
    }

    RecentChecks recentChecks() {
        return recentChecks;
    }

    EventLog events() {
        return events;
    }

    LatestPlan planned() {
        return planned;
    }

    /** What this node says of itself. */
    OwnView own() {
        return own;
    }

    /** What operators ask for. */
    Orders orders() {
        return orders;
    }

    List<Exposition.Source> series() {
        return series;
    }

    /** The threads of the stages, each with its signs of life. */
    Stream<Pulse> pulses() {
        return Stream.of(
                        Stream.of(
                                watcher.pulse(),
                                distribution.pulse(),
                                outputs.pulse(),
                                inquiry.pulse(),
                                primaries.pulse()),
                        haproxy.stream().flatMap(HaproxyStage::pulses),
                        records.pulse().stream())
                .flatMap(pulses -> pulses);
    }
}
