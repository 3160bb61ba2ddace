package org.bolabaden.outrider.drain;

import java.time.Instant;
import org.bolabaden.outrider.registry.NodeName;

/**
 * An operator's word that a drain is over, given on another node than the one that made it: that one may be out of reach,
 * and hears of it when it is back. It ends that one drain, and none that is made later of the same target.
 *
 * @param target what is drained
 * @param by the node that made the drain
 * @param since when it began, by that node's clock
 */
public record Revocation(Target target, NodeName by, Instant since) {
    /** The one that ends this drain. */
    public static Revocation of(Drain drain) {
        return new Revocation(drain.target(), drain.by(), drain.since());
    }

    boolean ends(Drain drain) {
        return equals(of(drain));
    }
}
