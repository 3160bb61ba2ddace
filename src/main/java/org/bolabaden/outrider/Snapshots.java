package org.bolabaden.outrider;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.distribution.DistributionStatus;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.haproxy.SessionCount;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.peers.Fleet;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.probe.RecentChecks;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.OutputStatus;
import org.bolabaden.outrider.sentinel.PrimaryStatus;

/** The stages, as the HTTP interface sees them: their latest snapshots, and what an operator may ask for. */
@ApplicationScoped
class Snapshots implements SidecarState {
    private final Stages stages;
    private final Instant started = Instant.now();

    Snapshots(Stages stages) {
        this.stages = stages;
    }

    @Override
    public NodeSettings settings() {
        return stages.running().settings();
    }

    @Override
    public Registry registry() {
        return stages.running().registry();
    }

    @Override
    public Instant registryLoaded() {
        return stages.running().at();
    }

    @Override
    public Optional<String> registryError() {
        return stages.registryStage().error();
    }

    @Override
    public boolean servingLastGood() {
        return registryError().isPresent();
    }

    @Override
    public DistributionStatus distribution() {
        return stages.distributionStage().status();
    }

    @Override
    public Map<BackendId, BackendHealth> health() {
        return stages.board().snapshot();
    }

    @Override
    public RecentChecks recentChecks() {
        return stages.recentChecks();
    }

    @Override
    public Optional<Isolation> isolation() {
        return stages.board().isolation();
    }

    @Override
    public Plan plan() {
        return stages.planned().plan();
    }

    @Override
    public Optional<ActualState> haproxy() {
        return stages.haproxyStage().flatMap(HaproxyStage::actual);
    }

    @Override
    public Map<BackendId, SessionCount.Busy> busy() {
        return stages.own().busy();
    }

    @Override
    public Map<ServiceName, PrimaryStatus> primaries() {
        return stages.primaryStage().statuses();
    }

    @Override
    public Fleet fleet() {
        return stages.peerStage().fleet();
    }

    @Override
    public LocalView local() {
        return stages.own().now();
    }

    @Override
    public Drains drains() {
        return stages.drainStage().inForce();
    }

    @Override
    public Optional<DnsStatus> dns() {
        return stages.records().status();
    }

    @Override
    public List<OutputStatus> outputs() {
        return stages.outputStage().statuses();
    }

    @Override
    public EventLog events() {
        return stages.events();
    }

    @Override
    public List<Exposition.Source> series() {
        return stages.series();
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public boolean probing() {
        return stages.observers().isChecking();
    }

    @Override
    public Map<String, String> faults() {
        long now = System.nanoTime();
        Map<String, String> faults = new TreeMap<>();
        stages.pulses().forEach(pulse -> pulse.fault(now).ifPresent(fault -> faults.put(pulse.name(), fault)));
        return faults;
    }

    @Override
    public void reload(boolean force, boolean fetch) {
        stages.orders().reload(force, fetch);
    }

    @Override
    public Drain drain(Target target, DrainWish wish) throws DrainRefusedException {
        return stages.orders().drain(target, wish);
    }

    @Override
    public boolean undrain(Target target) {
        return stages.orders().undrain(target);
    }
}
