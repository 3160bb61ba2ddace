package org.bolabaden.outrider.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;

/** What the HTTP interface shows: the present snapshot of each stage. */
public interface SidecarState {
    NodeSettings settings();

    Registry registry();

    /** When the registry that runs was loaded. */
    Instant registryLoaded();

    /** What is wrong with the files as they are now; empty: they are what runs. */
    Optional<String> registryError();

    Map<BackendId, BackendHealth> health();

    Plan plan();

    /** What HAProxy was last seen to have; empty: it does not answer, or there is none. */
    Optional<ActualState> haproxy();

    EventLog events();

    Instant started();

    /** Whether the probe loop runs. */
    boolean probing();
}
