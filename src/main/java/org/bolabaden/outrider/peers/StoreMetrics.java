package org.bolabaden.outrider.peers;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/**
 * How the store of a large fleet is, for Prometheus: {@code outrider_peer_store_up} and {@code outrider_backends_observed};
 * nothing where the peers ask each other.
 *
 * @param fleet tells whether there is a store
 * @param reached whether it was read and written just now
 * @param observed how many backends this node checks at their interval
 */
public record StoreMetrics(Supplier<Fleet> fleet, BooleanSupplier reached, LongSupplier observed)
        implements Exposition.Source {
    @Override
    public void write(Exposition out) {
        if (!fleet.get().isShared()) {
            return;
        }
        out.family(
                "outrider_peer_store_up",
                MetricType.GAUGE,
                "1 while the store that the peers are heard through can be read and written.");
        out.sample().is(reached.getAsBoolean() ? 1 : 0);
        out.family(
                "outrider_backends_observed",
                MetricType.GAUGE,
                "Backends that this node checks at their interval; the others it checks seldom.");
        out.sample().is(observed.getAsLong());
    }
}
