package org.bolabaden.outrider;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.haproxy.SessionCount;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.registry.BackendId;
import org.jboss.logging.Logger;

/** What this node says of itself to the others. Asks HAProxy while something is drained. */
record OwnView(
        String version,
        RegistryStage registry,
        HealthBoard board,
        DrainStage drains,
        PeerStage peers,
        Optional<HaproxyStage> haproxy) {
    private static final Logger LOG = Logger.getLogger(OwnView.class);

    /** All of it, as it is now. */
    LocalView now() {
        RegistryStage.Running running = registry.running();
        return LocalView.of(
                running.settings().node(),
                version,
                running.registry(),
                running.at(),
                board.isolation().map(Isolation::reason),
                board.snapshot(),
                drains.own(),
                SessionsLeft.of(drains.inForce(), running.registry(), this::busy),
                peers.fleet());
    }

    /** The sessions of each server in HAProxy; empty: there is none, or it does not answer. */
    Map<BackendId, SessionCount.Busy> busy() {
        try {
            return haproxy.isPresent() ? haproxy.get().busy() : Map.of();
        } catch (IOException silent) {
            // The applier reports it.
            LOG.debug("HAProxy did not say how busy it is", silent);
            return Map.of();
        }
    }
}
