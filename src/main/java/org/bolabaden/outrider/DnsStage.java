package org.bolabaden.outrider;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bolabaden.outrider.dns.keep.PublicRecords;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;

/** Joins this node's public records with the stages that know whether it is to be reached. */
final class DnsStage {
    private DnsStage() {}

    /** What the records follow. */
    record Followed(NodeName node, Supplier<Drains> drains, Supplier<Registry> registry) {
        private boolean isDrained() {
            return drains.get().ofNode(name -> registry.get().isSelf(name, node));
        }
    }

    /** Keeps nothing before it is told what to follow. */
    static PublicRecords of(Followed followed, PeerStage peers, Vertx vertx, EventSink events, MeterRegistry meters) {
        return new PublicRecords(
                new PublicRecords.Seams(followed.node().value(), followed::isDrained, () -> lost(peers)),
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
