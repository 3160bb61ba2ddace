package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Cadence;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Thresholds;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.Event.Level;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class VerdictReportsTest {
    private static final Backend CHILD = peer("site", "node1", 80);
    private static final Backend DATABASE = peer("database", "node2", 5432);
    private static final Service SITE = dependent(TestBackends.service(CHILD));

    private final List<Event> events = new ArrayList<>();
    private final Registry registry = TestBackends.registry(SITE, TestBackends.service(DATABASE));
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final HealthBoard board = new HealthBoard(
            new Judgement(
                    new Thresholds(1, 1),
                    new Cadence(Duration.ofMillis(250), 0, Optional.empty()),
                    Optional.empty(),
                    false),
            () -> now,
            () -> 0.5,
            change -> reports()
                    .changed(
                            change.backend(),
                            Event.warn("backend_" + change.after().status().word())
                                    .backend(change.backend().id().endpoint())
                                    .reason("seen")));
    private final VerdictReports reports =
            new VerdictReports(events::add, () -> registry, () -> Drains.NONE, board, () -> now);

    VerdictReportsTest() {
        board.replace(registry.backends());
        registry.backends().forEach(backend -> board.adopt(Map.of(backend.id(), InetAddress.getLoopbackAddress())));
    }

    private VerdictReports reports() {
        return reports;
    }

    private static Service dependent(Service plain) {
        return new Service(
                plain.name(),
                plain.section(),
                plain.aliases(),
                plain.port(),
                plain.balance(),
                plain.cache(),
                plain.primary(),
                List.of(DATABASE.id().service()),
                List.of(),
                plain.backends());
    }

    private void check(Backend backend, boolean passes) {
        board.onResult(
                backend,
                new ProbeResult(
                        now,
                        new ProbeResult.Timings(0, 1, 0, 0, 1),
                        passes ? Optional.empty() : Optional.of(new FailureReason(FailureReason.Kind.REFUSED)),
                        Optional.of(new InetSocketAddress("127.0.0.1", 80)),
                        0));
        reports.settle(now);
    }

    private List<String> told() {
        return events.stream()
                .map(event -> event.level() + " " + event.name() + " "
                        + event.reason().orElse(""))
                .toList();
    }

    @Test
    void aChildsTroubleIsMutedWhileItsParentIsDownAndReportedOnceAfterwards() {
        check(DATABASE, false);
        check(CHILD, false);
        check(DATABASE, true);
        now = now.plusSeconds(3);
        reports.settle(now);
        reports.settle(now.plusSeconds(60));

        assertThat(told())
                .containsExactly(
                        "WARN backend_down seen",
                        "INFO backend_down muted: depends on database, which is down; seen",
                        "WARN backend_up seen",
                        "WARN backend_down still down since 2026-11-22T10:00:00Z, no longer muted:"
                                + " 1 checks in a row failed, the last: refused");
    }

    @Test
    void aChildThatFailsAgainAfterwardsIsReportedOnce() {
        check(DATABASE, false);
        check(CHILD, false);
        check(DATABASE, true);
        check(CHILD, true);
        check(CHILD, false);
        now = now.plusSeconds(60);
        reports.settle(now);

        assertThat(told().stream().filter("WARN backend_down seen"::equals)).hasSize(2);
        assertThat(told()).noneMatch(line -> line.contains("no longer muted"));
    }

    @Test
    void aPanicIsToldAtItsEdgesAndMutedLikeTheRest() {
        reports.planned(plan(Optional.empty(), Map.of()), plan(Optional.of("0 of 1"), Map.of()));
        reports.planned(plan(Optional.of("0 of 1"), Map.of()), plan(Optional.of("0 of 1"), Map.of()));
        reports.planned(
                plan(Optional.of("0 of 1"), Map.of()), plan(Optional.empty(), Map.of(CHILD.id(), "maintenance")));

        assertThat(told())
                .containsExactly(
                        "WARN panic 0 of 1; those that are down serve as if they were up",
                        "INFO panic_ended muted: maintenance; verdicts are believed again");
        assertThat(events).extracting(Event::level).containsExactly(Level.WARN, Level.INFO);
    }

    private static Plan plan(Optional<String> panic, Map<BackendId, String> muted) {
        Map<ServiceName, ServicePlan> services = new LinkedHashMap<>();
        services.put(
                SITE.name(),
                new ServicePlan(
                        SITE,
                        List.of(new ServerPlan(
                                CHILD,
                                ServerPlan.Admin.MAINT,
                                Weight.ZERO,
                                ServerPlan.Role.ACTIVE,
                                Optional.empty(),
                                "test")),
                        panic,
                        muted));
        return new Plan(1, services);
    }
}
