package org.bolabaden.outrider;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.bolabaden.outrider.dns.keep.PeerDeaths;
import org.bolabaden.outrider.dns.keep.PublicRecords;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeName;

/** Joins this node's public records with the stages that know whether it is to be reached. */
final class DnsStage {
    private DnsStage() {}

    /** Keeps nothing before it is told what to follow. */
    static PublicRecords of(NodeName node, DrainStage drains, Vertx vertx, EventSink events, MeterRegistry meters) {
        Target self = new Target.OfNode(node);
        return new PublicRecords(
                // Made elsewhere: what the peers see together comes from their exchange.
                new PublicRecords.Seams(
                        node.value(), () -> drains.inForce().of(self).isPresent(), PeerDeaths.NONE),
                vertx,
                System.getenv(),
                events,
                Clock.systemUTC(),
                meters);
    }
}
