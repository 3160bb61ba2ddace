package org.bolabaden.outrider.plan;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.MaintenanceWindow;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.Node;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Percent;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.PoolRules.LatencyWeights;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;

/** Builds circumstances: backends are of the one service {@code site}, and planned for at {@link #NOW}, unless said otherwise. */
final class Situation {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Map<ServiceName, List<Backend>> backends = new LinkedHashMap<>();
    private final Map<ServiceName, List<ServiceName>> parents = new LinkedHashMap<>();
    private final Map<ServiceName, List<MaintenanceWindow>> ofServices = new LinkedHashMap<>();
    private final Map<NodeName, Node> nodes = new LinkedHashMap<>();
    private final Map<BackendId, Held> held = new LinkedHashMap<>();
    private final Map<ServiceName, PrimarySource> sources = new LinkedHashMap<>();
    private final Map<ServiceName, Primary> primaries = new LinkedHashMap<>();
    private final Map<ServiceName, ServiceName> readPools = new LinkedHashMap<>();
    private PoolRules rules = PoolRules.NONE;
    private Memory before = Memory.NONE;
    private Drains drains = Drains.NONE;
    private Instant now = NOW;

    static Backend peer(String node) {
        return TestBackends.peer("site", node, 80);
    }

    static Backend local(String node) {
        return TestBackends.local("site", node, 80);
    }

    static Verdict verdict(Status status) {
        return new Verdict(status, NOW, "a test says so", Optional.of(InetAddress.ofLiteral("10.0.0.1")));
    }

    static Latency answersIn(double milliseconds) {
        return new Latency(milliseconds * 1e6, 5);
    }

    Situation with(Backend backend, Held known) {
        backends.computeIfAbsent(backend.id().service(), name -> new ArrayList<>())
                .add(backend);
        held.put(backend.id(), known);
        return this;
    }

    Situation with(Backend backend, Status status) {
        return with(backend, Held.of(verdict(status)));
    }

    Situation up(Backend... some) {
        for (Backend backend : some) {
            with(backend, Status.UP);
        }
        return this;
    }

    Situation down(Backend... some) {
        for (Backend backend : some) {
            with(backend, Status.DOWN);
        }
        return this;
    }

    Situation unverified(Backend... some) {
        for (Backend backend : some) {
            with(backend, Status.UNVERIFIED);
        }
        return this;
    }

    Situation recovered(Backend backend, Duration ago) {
        return with(backend, new Held(verdict(Status.UP), Latency.UNKNOWN, Optional.of(NOW.minus(ago))));
    }

    Situation fast(Backend backend, double milliseconds) {
        return with(backend, new Held(verdict(Status.UP), answersIn(milliseconds), Optional.empty()));
    }

    Situation slowStart(Duration time) {
        rules = new PoolRules(Optional.of(time), rules.latencyWeights(), rules.panic());
        return this;
    }

    Situation latencyFloor(int floor) {
        rules = new PoolRules(rules.slowStart(), Optional.of(new LatencyWeights(new Percent(floor))), rules.panic());
        return this;
    }

    Situation panicBelow(int threshold) {
        rules = new PoolRules(rules.slowStart(), rules.latencyWeights(), Optional.of(new Percent(threshold)));
        return this;
    }

    Situation dependsOn(String child, String parent) {
        parents.computeIfAbsent(new ServiceName(child), name -> new ArrayList<>())
                .add(new ServiceName(parent));
        return this;
    }

    /** A window of that service that is open for an hour from {@link #NOW}. */
    Situation serviceWindow(String service, Mode mode) {
        ofServices
                .computeIfAbsent(new ServiceName(service), name -> new ArrayList<>())
                .add(hour(mode));
        return this;
    }

    /** A window of that node that is open for an hour from {@link #NOW}. */
    Situation nodeWindow(String node, Mode mode) {
        NodeName name = new NodeName(node);
        nodes.put(name, new Node(name, Optional.empty(), List.of(hour(mode))));
        return this;
    }

    private static MaintenanceWindow hour(Mode mode) {
        return new MaintenanceWindow(
                new MaintenanceWindow.Once(new MaintenanceWindow.Span(NOW, NOW.plus(Duration.ofHours(1)))),
                mode,
                Optional.of("new disk"));
    }

    /** The service {@code site} has one primary at the most, which is asked for by {@code ROLE}. */
    Situation withPrimary() {
        sources.put(new ServiceName("site"), new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF));
        return this;
    }

    /** The same, and this is it. */
    Situation primary(Primary primary) {
        primaries.put(new ServiceName("site"), primary);
        return withPrimary();
    }

    /** That service is the replicas of {@code site}. */
    Situation readPool(String service) {
        readPools.put(new ServiceName(service), new ServiceName("site"));
        return this;
    }

    /** Drained from {@link #NOW} for half an hour, on this node. */
    Situation drained(Target target, boolean forced) {
        drains = drains.with(new Drain(
                target,
                Optional.of("new kernel"),
                NOW,
                Optional.of(NOW.plus(Duration.ofMinutes(30))),
                forced,
                new NodeName("here")));
        return this;
    }

    Situation undrained() {
        drains = Drains.NONE;
        return this;
    }

    Situation at(Instant time) {
        now = time;
        return this;
    }

    Situation after(Decision earlier) {
        before = earlier.memory();
        return this;
    }

    Registry registry() {
        Map<ServiceName, Service> services = new LinkedHashMap<>();
        backends.forEach((name, some) -> {
            Service plain = TestBackends.service(some);
            services.put(
                    name,
                    new Service(
                            name,
                            plain.section(),
                            plain.aliases(),
                            plain.port(),
                            plain.balance(),
                            plain.cache(),
                            Optional.ofNullable(sources.get(name)),
                            parents.getOrDefault(name, List.of()),
                            ofServices.getOrDefault(name, List.of()),
                            some,
                            Optional.ofNullable(readPools.get(name))));
        });
        return new Registry("test", nodes, services, false);
    }

    Circumstances circumstances() {
        return new Circumstances(registry(), rules, held, primaries, drains, before, now);
    }

    Mutes mutes() {
        Circumstances circumstances = circumstances();
        return new Mutes(circumstances.registry(), drains, circumstances::alive, now);
    }

    Decision decide() {
        return Planner.plan(1, circumstances());
    }

    ServicePlan service(String name) {
        return decide().plan().services().get(new ServiceName(name));
    }

    List<ServerPlan> servers() {
        return service("site").servers();
    }

    ServerPlan server(Backend backend) {
        return servers().stream()
                .filter(server -> server.backend().equals(backend))
                .findFirst()
                .orElseThrow();
    }
}
