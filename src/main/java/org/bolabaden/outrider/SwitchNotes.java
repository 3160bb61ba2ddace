package org.bolabaden.outrider;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.haproxy.SwitchListener;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Failover;

/** Notes what HAProxy did about a new primary in the timeline of its failover. */
record SwitchNotes(PrimaryStage primaries) implements SwitchListener {
    @Override
    public void switched(ServiceName service, Optional<String> from, Optional<String> to, Instant at) {
        to.ifPresent(server -> primaries.noted(service, Failover.Kind.APPLIED, at, server));
    }

    @Override
    public void cut(ServiceName service, String server, int inCurrent, int inOldWorkers, Instant at) {
        primaries.noted(
                service,
                Failover.Kind.CUT,
                at,
                inCurrent + " sessions to " + server + ", and " + inOldWorkers + " in old workers");
    }
}
