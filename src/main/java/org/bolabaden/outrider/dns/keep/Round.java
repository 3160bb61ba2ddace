package org.bolabaden.outrider.dns.keep;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.SetPlan;
import org.bolabaden.outrider.dns.Wanted;
import org.bolabaden.outrider.dns.Wish;
import org.bolabaden.outrider.dns.ZonePlanner;
import org.bolabaden.outrider.dns.ZoneRecord;

/** Reads the zone, changes it, and reads it again, until there is nothing to change. */
final class Round {
    // Announce, withdraw, look; and some more, for nodes that get in each other's way.
    private static final int MOST_READINGS = 10;

    private final Zone zone;
    private final List<String> names;
    private final Supplier<Wanted> wanted;
    private final Witness witness;

    /** Is told what happens, as it happens. */
    interface Witness {
        /** The zone was read, and this is planned. */
        void read(List<DnsStatus.OfSet> sets);

        /** A change was made. */
        void made(Change change);
    }

    Round(Zone zone, List<String> names, Supplier<Wanted> wanted, Witness witness) {
        this.zone = zone;
        this.names = names;
        this.wanted = wanted;
        this.witness = witness;
    }

    /**
     * Brings the zone to what is wanted, as far as the rules let it.
     *
     * @return the plan of the last reading, which has no changes
     * @throws InterruptedException when the thread is to end
     */
    List<DnsStatus.OfSet> run() throws ZoneException, InterruptedException {
        Optional<ZoneException> conflict = Optional.empty();
        for (int reading = 0; reading < MOST_READINGS; reading++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("these records are kept no more");
            }
            List<DnsStatus.OfSet> sets = look(zone, names, wanted.get());
            witness.read(sets);
            List<Change> changes =
                    sets.stream().flatMap(set -> set.plan().changes().stream()).toList();
            if (changes.isEmpty()) {
                return sets;
            }
            conflict = apply(changes);
        }
        throw conflict.orElseGet(() -> ZoneException.because(
                "the zone is changed by somebody else all the time, expected to find it at rest"));
    }

    /** The zone as it is, and what is planned for it; nothing is changed. */
    static List<DnsStatus.OfSet> look(Zone zone, List<String> names, Wanted wanted)
            throws ZoneException, InterruptedException {
        List<ZoneRecord> observed = zone.records(names);
        return ZonePlanner.plan(wanted, observed).stream()
                .map(plan -> new DnsStatus.OfSet(plan, address(wanted, plan), of(plan, observed)))
                .toList();
    }

    private static Optional<InetAddress> address(Wanted wanted, SetPlan plan) {
        return wanted.wishes().get(plan.key()) instanceof Wish.Present present
                ? Optional.of(present.address())
                : Optional.empty();
    }

    private static List<ZoneRecord> of(SetPlan plan, List<ZoneRecord> observed) {
        return observed.stream()
                .filter(record -> record.key().equals(plan.key()))
                .toList();
    }

    /** Makes them; a name that is not as it was read is left for the next reading. */
    private Optional<ZoneException> apply(List<Change> changes) throws ZoneException, InterruptedException {
        Optional<ZoneException> conflict = Optional.empty();
        Set<String> changed = new HashSet<>();
        for (Change change : changes) {
            String name = change.record().key().name();
            if (changed.contains(name)) {
                continue;
            }
            try {
                zone.apply(change);
                witness.made(change);
            } catch (ZoneException failed) {
                if (!failed.isConflict()) {
                    throw failed;
                }
                conflict = Optional.of(failed);
                changed.add(name);
            }
        }
        return conflict;
    }
}
