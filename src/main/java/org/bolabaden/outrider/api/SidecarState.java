package org.bolabaden.outrider.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** What the HTTP interface shows: the present snapshot of each stage. */
public interface SidecarState {
    NodeSettings settings();

    Registry registry();

    /** When the registry that runs was loaded. */
    Instant registryLoaded();

    /** What is wrong with the files as they are now; empty: they are what runs. */
    Optional<String> registryError();

    /** How the registry came here. */
    DistributionStatus distribution();

    Map<BackendId, BackendHealth> health();

    /** What the last checks of each backend took. */
    RecentChecks recentChecks();

    /** Whether this node seems to be cut off from all others; empty: it does not. */
    Optional<Isolation> isolation();

    Plan plan();

    /** What HAProxy was last seen to have; empty: it does not answer, or there is none. */
    Optional<ActualState> haproxy();

    /** What is known about the primary of each service that has one. */
    Map<ServiceName, PrimaryStatus> primaries();

    /** The sidecars of the other nodes, as they are seen from here. */
    Fleet fleet();

    /** What this node tells them of itself. */
    LocalView local();

    /** What is drained now, by whomever. */
    Drains drains();

    /**
     * Drains it from now on, or changes how. Blocks until it is planned, for at most two seconds.
     *
     * @throws DrainRefusedException when it would take what nothing is left for, and is not forced
     */
    Drain drain(Target target, DrainWish wish) throws DrainRefusedException;

    /**
     * Ends the drains of that target, whoever made them. Blocks as {@link #drain} does.
     *
     * @return whether there was one
     */
    boolean undrain(Target target);

    /** The sessions of each backend in HAProxy at this moment; without those that it has no server for. Blocks for a second at most. */
    Map<BackendId, SessionCount.Busy> busy();

    /** How this node's public records stand; empty: it keeps none. */
    Optional<DnsStatus> dns();

    EventLog events();

    /** The series that are too many to be kept: written anew at each scrape. */
    List<Exposition.Source> series();

    Instant started();

    /** Whether the probe loop runs. */
    boolean probing();

    /** What is wrong with our own threads, by their names: one that ended or is stuck. */
    Map<String, String> faults();

    /** Whether what runs is the last good registry of an earlier time, because the files are broken, held or rolled back. */
    boolean servingLastGood();

    /** How each rendered file stands. */
    List<OutputStatus> outputs();

    /**
     * Reads the files again, plans, and brings the outputs up to date. Blocks until that is done, for at most half a
     * minute, and for the fetch, for at most 20 s.
     *
     * @param force accept a change that was held back: a mass-shrunk registry, a file that someone else edited
     * @param fetch look at the registry's repository first, if there is one
     */
    void reload(boolean force, boolean fetch);
}
