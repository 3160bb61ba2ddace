package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.distribution.DistributionStatus;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Evidence;
import org.bolabaden.outrider.health.Rule;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.render.OutputStatus;
import org.bolabaden.outrider.sentinel.PrimaryStatus;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Turns the stages' snapshots into the shapes that the HTTP interface gives out. */
@ApplicationScoped
class Presenter {
    private final SidecarState state;
    private final DrainPresenter drains;
    private final PeerPresenter peers;
    private final String version;

    Presenter(
            SidecarState state,
            DrainPresenter drains,
            PeerPresenter peers,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.state = state;
        this.drains = drains;
        this.peers = peers;
        this.version = version;
    }

    Views.Status status() {
        List<Views.Service> services = services();
        List<Views.Backend> backends = services.stream()
                .flatMap(service -> service.backends().stream())
                .toList();
        Views.HaproxyStatus haproxy = haproxy();
        int serving =
                (int) services.stream().filter(s -> !s.serving().isEmpty()).count();
        boolean panic = services.stream().anyMatch(s -> s.panic().isPresent());
        boolean ok = serving == services.size()
                && !panic
                && (!haproxy.configured() || haproxy.up())
                && settled()
                && state.isolation().isEmpty()
                && state.dns().flatMap(DnsStatus::complaint).isEmpty();
        return new Views.Status(
                ok ? "ok" : "degraded",
                state.settings().node().value(),
                version,
                state.started(),
                registry(),
                haproxy,
                outputs(),
                new Views.Counts(services.size(), serving),
                new Views.Counts(backends.size(), (int)
                        backends.stream().filter(Views.Backend::up).count()),
                peers.counts(),
                state.isolation().map(cut -> new Views.Isolation(cut.since(), cut.reason())),
                drains.plain(),
                state.dns().map(DnsPresenter::summary),
                backends.stream().filter(backend -> !backend.up()).toList());
    }

    /** Whether everything that the files want is in force. */
    private boolean settled() {
        return state.registryError().isEmpty()
                && state.distribution().remoteError().isEmpty()
                && state.outputs().stream().allMatch(output -> output.state() == OutputStatus.State.LIVE);
    }

    Views.RegistryStatus registry() {
        DistributionStatus came = state.distribution();
        return new Views.RegistryStatus(
                state.registry().version(),
                state.registryLoaded(),
                state.servingLastGood(),
                state.registryError(),
                came.method().key(),
                came.branch(),
                came.commit(),
                came.fetchedAt(),
                came.remoteError(),
                came.conflicts());
    }

    List<Views.Output> outputs() {
        return state.outputs().stream()
                .map(output -> new Views.Output(
                        output.template().output().toString(),
                        output.template().input(),
                        output.state().name().toLowerCase(Locale.ROOT),
                        output.since(),
                        output.reason()))
                .toList();
    }

    Views.Reloaded reloaded() {
        return new Views.Reloaded(settled() ? "ok" : "degraded", registry(), outputs());
    }

    Views.HaproxyStatus haproxy() {
        Optional<ActualState> actual = state.haproxy();
        return new Views.HaproxyStatus(
                state.settings().haproxy().socket().isPresent(),
                actual.isPresent(),
                actual.map(running -> running.worker().pid()),
                actual.map(running -> running.worker().version()));
    }

    List<Views.Service> services() {
        Map<BackendId, BackendHealth> health = state.health();
        return state.plan().services().values().stream()
                .map(service -> service(service, health))
                .toList();
    }

    /** The service of that name or alias. */
    Optional<Views.Service> service(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Map<BackendId, BackendHealth> health = state.health();
        return state.plan().services().values().stream()
                .filter(plan -> names(plan.service()).contains(wanted))
                .findFirst()
                .map(plan -> service(plan, health));
    }

    private static List<String> names(Service service) {
        List<String> names = new ArrayList<>();
        names.add(service.name().value().toLowerCase(Locale.ROOT));
        service.aliases().forEach(alias -> names.add(alias.toLowerCase(Locale.ROOT)));
        return names;
    }

    private Views.Service service(ServicePlan plan, Map<BackendId, BackendHealth> health) {
        Service service = plan.service();
        Optional<PrimaryStatus> primary = Optional.ofNullable(state.primaries().get(service.name()));
        List<Views.Backend> backends = plan.servers().stream()
                .map(server -> backend(
                        plan,
                        server,
                        Optional.ofNullable(health.get(server.backend().id()))))
                .toList();
        return new Views.Service(
                service.name().value(),
                service.section().key(),
                service.aliases(),
                service.port().isPresent() ? Optional.of(service.port().getAsInt()) : Optional.empty(),
                service.balance().key(),
                (int) backends.stream().filter(Views.Backend::up).count(),
                backends.size(),
                plan.panic(),
                plan.allMuted(),
                backends.stream()
                        .filter(Views.Backend::serving)
                        .map(Views.Backend::backend)
                        .toList(),
                backends,
                primary.map(PrimaryPresenter::primary),
                primary.map(PrimaryPresenter::failovers));
    }

    private static Views.Backend backend(ServicePlan plan, ServerPlan server, Optional<BackendHealth> health) {
        Backend backend = server.backend();
        Optional<Verdict> verdict = health.map(BackendHealth::verdict);
        Verdict.Status status = verdict.map(Verdict::status).orElse(Verdict.Status.UNVERIFIED);
        return new Views.Backend(
                backend.id().service().value(),
                backend.id().endpoint().toString(),
                backend.node().value(),
                backend.local(),
                backend.url().map(Object::toString),
                server.address().map(InetAddress::getHostAddress),
                status == Verdict.Status.UP,
                status.word(),
                server.admin().word(),
                word(server.role()),
                server.weight().value(),
                backend.weight().value(),
                server.serving(),
                verdict.map(Verdict::since),
                verdict.map(Verdict::reason).orElse("no check has finished yet"),
                verdict.map(Verdict::rule).orElse(Rule.FIRST_CHECK).word(),
                evidence(verdict.map(Verdict::evidence).orElse(Evidence.NONE)),
                Math.round(
                        health.map(known -> known.flap().penalty(Instant.now())).orElse(0.0)),
                server.reason(),
                plan.muted(backend.id()),
                health.flatMap(BackendHealth::last).map(last -> check(backend, last)));
    }

    private static Views.Evidence evidence(Evidence evidence) {
        return new Views.Evidence(
                evidence.checks(),
                evidence.lastFailure().map(Object::toString),
                evidence.penalty(),
                evidence.heldDownSince());
    }

    private static Views.LastCheck check(Backend backend, ProbeResult last) {
        ProbeResult.Timings timings = last.timings();
        return new Views.LastCheck(
                last.at(),
                backend.check().type(),
                last.passed(),
                last.failure().map(Object::toString),
                last.observed().said().filter(line -> !line.isEmpty()),
                milliseconds(timings.dns()),
                milliseconds(timings.connect()),
                milliseconds(timings.tls()),
                milliseconds(timings.firstByte()),
                milliseconds(timings.total()));
    }

    private static double milliseconds(long nanos) {
        return Math.round(nanos / 1_000.0) / 1_000.0;
    }

    Views.Plan plan() {
        List<Views.PlannedServer> servers = new ArrayList<>();
        state.plan()
                .services()
                .values()
                .forEach(service -> service.servers().forEach(server -> servers.add(planned(server))));
        return new Views.Plan(state.plan().sequence(), servers);
    }

    private static Views.PlannedServer planned(ServerPlan server) {
        return new Views.PlannedServer(
                server.backend().id().service().value(),
                server.backend().id().endpoint().toString(),
                server.backend().node().value(),
                server.admin().word(),
                server.weight().value(),
                word(server.role()),
                server.serving(),
                server.reason());
    }

    private static String word(ServerPlan.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
