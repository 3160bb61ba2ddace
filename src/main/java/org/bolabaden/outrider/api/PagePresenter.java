package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Service;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Turns the stages' snapshots into what the status page is drawn from. */
@ApplicationScoped
class PagePresenter {
    private final SidecarState state;
    private final Presenter presenter;
    private final String version;

    PagePresenter(
            SidecarState state,
            Presenter presenter,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.state = state;
        this.presenter = presenter;
        this.version = version;
    }

    /**
     * What is on the page.
     *
     * @param names of the services that are wanted; empty: all
     * @param latency whether the last checks' durations are
     */
    PageViews.Page page(Set<String> names, boolean latency) {
        Map<BackendId, BackendHealth> health = state.health();
        List<PageViews.Row> rows = state.plan().services().values().stream()
                .filter(plan ->
                        names.isEmpty() || names.contains(plan.service().name().value()))
                .map(plan -> row(plan, health, latency))
                .toList();
        return new PageViews.Page(
                state.settings().node().value(),
                version,
                Instant.now(),
                state.started(),
                presenter.registry(),
                presenter.haproxy(),
                presenter.outputs(),
                state.isolation().map(cut -> new Views.Isolation(cut.since(), cut.reason())),
                nodes(),
                rows);
    }

    private List<String> nodes() {
        Set<NodeName> nodes = new LinkedHashSet<>();
        nodes.add(state.settings().node());
        nodes.addAll(state.registry().nodes().keySet());
        state.registry().backends().forEach(backend -> nodes.add(backend.node()));
        return nodes.stream().map(NodeName::value).toList();
    }

    private PageViews.Row row(ServicePlan plan, Map<BackendId, BackendHealth> health, boolean latency) {
        Service service = plan.service();
        return new PageViews.Row(
                service.name().value(),
                service.section().key(),
                service.port().isPresent() ? Optional.of(service.port().getAsInt()) : Optional.empty(),
                Optional.ofNullable(state.primaries().get(service.name())).map(PrimaryPresenter::state),
                plan.panic(),
                plan.allMuted(),
                plan.servers().stream()
                        .map(server -> cell(
                                server,
                                Optional.ofNullable(health.get(server.backend().id())),
                                latency))
                        .toList());
    }

    private PageViews.Cell cell(ServerPlan server, Optional<BackendHealth> health, boolean latency) {
        BackendId id = server.backend().id();
        Optional<Verdict> verdict = health.map(BackendHealth::verdict);
        return new PageViews.Cell(
                id.endpoint().toString(),
                server.backend().node().value(),
                verdict.map(Verdict::status).orElse(Verdict.Status.UNVERIFIED).word(),
                server.admin().word(),
                server.serving(),
                server.role() == ServerPlan.Role.FALLBACK,
                server.weight().value(),
                verdict.map(known -> known.since().toEpochMilli()),
                health.flatMap(BackendHealth::last)
                        .flatMap(ProbeResult::failure)
                        .map(Object::toString),
                latency ? Optional.of(state.recentChecks().micros(id)) : Optional.empty());
    }
}
