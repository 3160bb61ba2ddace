package org.bolabaden.outrider;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bolabaden.outrider.dns.keep.PublicRecords;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeName;

/** Joins this node's public records with the stages that know whether it is to be reached. */
final class DnsStage {
    private DnsStage() {}

    /** Keeps nothing before it is told what to follow. */
    static PublicRecords of(
            NodeName node, DrainStage drains, PeerStage peers, Vertx vertx, EventSink events, MeterRegistry meters) {
        Target self = new Target.OfNode(node);
        return new PublicRecords(
                new PublicRecords.Seams(
                        node.value(), () -> drains.inForce().of(self).isPresent(), () -> lost(peers)),
                vertx,
                System.getenv(),
                events,
                Clock.systemUTC(),
                meters);
    }

    private static Map<String, Instant> lost(PeerStage peers) {
        Map<String, Instant> lost = new HashMap<>();
        peers.fleet().lost().forEach((peer, since) -> lost.put(peer.value(), since));
        return lost;
    }
}
