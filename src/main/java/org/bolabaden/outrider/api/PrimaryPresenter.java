package org.bolabaden.outrider.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Epoch;
import org.bolabaden.outrider.sentinel.Failover;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.PrimaryStatus;
import org.bolabaden.outrider.sentinel.SentinelId;

/** Turns what is known about primaries into the shapes that the HTTP interface gives out. */
final class PrimaryPresenter {
    private PrimaryPresenter() {}

    static PrimaryViews.Primary primary(PrimaryStatus status) {
        Primary primary = status.primary();
        return new PrimaryViews.Primary(
                state(primary),
                status.source(),
                status.master(),
                primary.offered().map(BackendId::endpoint).map(Endpoint::toString),
                since(primary),
                primary instanceof Primary.Offered offered ? offered.epoch().map(Epoch::value) : Optional.empty(),
                primary.reason(),
                status.minReplicas().map(found -> new PrimaryViews.MinReplicas(found.toWrite(), found.maxLag())),
                status.sentinels().stream().map(PrimaryPresenter::sentinel).toList(),
                status.servers().stream().map(PrimaryPresenter::server).toList());
    }

    static String state(PrimaryStatus status) {
        return state(status.primary());
    }

    private static String state(Primary primary) {
        return switch (primary) {
            case Primary.Offered offered -> "offered";
            case Primary.Withheld withheld -> "withheld";
            case Primary.Unknown unknown -> "unknown";
        };
    }

    private static Optional<Instant> since(Primary primary) {
        return switch (primary) {
            case Primary.Offered offered -> Optional.of(offered.since());
            case Primary.Withheld withheld -> Optional.of(withheld.since());
            case Primary.Unknown unknown -> Optional.empty();
        };
    }

    private static PrimaryViews.Sentinel sentinel(PrimaryStatus.OfSentinel one) {
        return new PrimaryViews.Sentinel(
                one.address().toString(),
                one.id().map(SentinelId::value),
                one.up(),
                one.since(),
                one.names().map(Endpoint::toString),
                one.epoch().map(Epoch::value),
                one.tilt(),
                one.reason());
    }

    private static PrimaryViews.Server server(PrimaryStatus.OfServer one) {
        return new PrimaryViews.Server(
                one.backend().endpoint().toString(),
                one.up(),
                one.role(),
                one.of().map(Endpoint::toString),
                one.reason());
    }

    static List<PrimaryViews.Failover> failovers(PrimaryStatus status) {
        return status.failovers().stream().map(PrimaryPresenter::failover).toList();
    }

    private static PrimaryViews.Failover failover(Failover one) {
        Instant first = one.steps().stream()
                .map(Failover.Step::at)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
        return new PrimaryViews.Failover(
                one.service().value(),
                one.from().map(Endpoint::toString),
                one.to().map(Endpoint::toString),
                one.epoch().map(Epoch::value),
                one.steps().stream()
                        .map(step -> new PrimaryViews.Step(
                                step.kind().word(),
                                step.at(),
                                Duration.between(first, step.at()).toMillis(),
                                step.detail()))
                        .toList());
    }
}
