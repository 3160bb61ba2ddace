package org.bolabaden.outrider.dns.keep;

import java.util.List;
import java.util.function.Supplier;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.Wanted;

/** One look of the product's keeper of records at a simulated zone. */
public final class SimulatedKeeper {
    /** How such a look ended. */
    public enum Outcome {
        /** The zone is as it should be, or waits for others. */
        SETTLED,
        /** The provider failed, or somebody else changed the zone all the time. */
        FAILED
    }

    private SimulatedKeeper() {}

    /** Brings the zone to what is wanted, as far as the rules let it. */
    public static Outcome look(Zone zone, List<String> names, Supplier<Wanted> wanted) {
        Round.Witness nobody = new Round.Witness() {
            @Override
            public void read(List<DnsStatus.OfSet> sets) {
                // The zone itself is looked at.
            }

            @Override
            public void made(Change change) {
                // The zone itself is looked at.
            }
        };
        try {
            new Round(zone, names, wanted, nobody).run();
            return Outcome.SETTLED;
        } catch (ZoneException failed) {
            return Outcome.FAILED;
        } catch (InterruptedException never) {
            throw new IllegalStateException("nobody interrupts a simulation", never);
        }
    }
}
