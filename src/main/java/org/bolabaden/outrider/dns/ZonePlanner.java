package org.bolabaden.outrider.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.bolabaden.outrider.dns.Change.Purpose;
import org.bolabaden.outrider.dns.SetPlan.Standing;

/**
 * What a node does to a zone that it shares with others, none of whom leads. Pure: of what it wants and what the zone has
 * come the changes, and nothing is remembered, so that a crash between any two of them loses nothing.
 *
 * <p><b>Never the last.</b> A zone cannot be locked, and two nodes that withdraw at the same instant would each see the
 * other's record. So a record is first marked as <em>leaving</em>, then the zone is read again, and it is removed only if
 * that reading has the mark and a record that is not leaving. Of two nodes one reads after both have marked, and sees nobody
 * who stays: it does not remove. The same holds for any number: if each had removed its record because it saw another that
 * stayed, each would have marked later than the one before it, in a circle.
 *
 * <p>When all that are left are leaving, the one with the smallest name takes its mark back and stays; the others wait for
 * that, and then remove theirs. A node that finds no record at all puts its own back, even when it is withdrawn.
 */
public final class ZonePlanner {
    private static final Comparator<ZoneRecord> ORDER = Comparator.comparing(ZoneRecord::id);

    private final Wanted wanted;

    private ZonePlanner(Wanted wanted) {
        this.wanted = wanted;
    }

    /**
     * The plan for each set, in the order of their keys.
     *
     * @param observed all address records of these names, as they were read after this node's last change
     */
    public static List<SetPlan> plan(Wanted wanted, List<ZoneRecord> observed) {
        ZonePlanner planner = new ZonePlanner(wanted);
        List<SetPlan> plans = new ArrayList<>();
        new TreeMap<>(wanted.wishes())
                .forEach((key, wish) -> plans.add(planner.plan(
                        key,
                        wish,
                        observed.stream()
                                .filter(record -> record.key().equals(key))
                                .sorted(ORDER)
                                .toList())));
        return List.copyOf(plans);
    }

    private SetPlan plan(RecordKey key, Wish wish, List<ZoneRecord> set) {
        return switch (wish) {
            case Wish.Present present -> present(wish(key, present.address()), set);
            case Wish.Withdrawn withdrawn -> withdrawn(key, withdrawn, set);
            case Wish.Unknown unknown -> SetPlan.settled(key, Standing.UNKNOWN, unknown.reason());
        };
    }

    private ZoneRecord wish(RecordKey key, InetAddress address) {
        return new ZoneRecord("", key, address, wanted.ttl(), wanted.proxied(), Mark.of(wanted.node()));
    }

    private SetPlan present(ZoneRecord wish, List<ZoneRecord> set) {
        List<ZoneRecord> own = set.stream().filter(this::isOwn).toList();
        Optional<ZoneRecord> right = own.stream()
                .filter(record -> record.address().equals(wish.address()))
                .findFirst();
        if (right.isPresent()) {
            return kept(wish, right.get(), own, set);
        }
        Optional<ZoneRecord> taken = set.stream()
                .filter(record -> record.address().equals(wish.address()))
                .findFirst();
        if (taken.isPresent()) {
            return taken(wish, taken.get());
        }
        return SetPlan.changing(
                wish.key(),
                List.of(
                        own.isEmpty()
                                ? new Change.Create(wish, Purpose.PUBLISH, "this node has no record here")
                                : become(own.getFirst(), wish, Purpose.CORRECT, "this node's address is another")));
    }

    /** Somebody else's record has our address; a zone has each address once. */
    private SetPlan taken(ZoneRecord wish, ZoneRecord other) {
        if (other.mark().node().isPresent()) {
            return SetPlan.settled(
                    wish.key(),
                    Standing.REFUSED,
                    "the record with this node's address " + wish.address().getHostAddress() + " belongs to node "
                            + other.mark().node().get() + "; remove it if that node is gone");
        }
        if (!wanted.adopt()) {
            return SetPlan.settled(
                    wish.key(),
                    Standing.REFUSED,
                    "there is a record with this node's address "
                            + wish.address().getHostAddress()
                            + " that no node has marked as its own; dns.adopt: true takes it over");
        }
        return SetPlan.changing(
                wish.key(), List.of(become(other, wish, Purpose.ADOPT, "the record has this node's address")));
    }

    private SetPlan kept(ZoneRecord wish, ZoneRecord right, List<ZoneRecord> own, List<ZoneRecord> set) {
        if (!right.saysTheSame(wish)) {
            return SetPlan.changing(
                    wish.key(), List.of(become(right, wish, Purpose.CORRECT, "TTL or proxying is another")));
        }
        if (right.mark().leaving()) {
            return SetPlan.changing(
                    wish.key(), List.of(become(right, wish, Purpose.STAY, "this node is to be reached again")));
        }
        List<Change> rest = new ArrayList<>();
        own.stream()
                .filter(record -> !record.equals(right))
                .forEach(
                        extra -> rest.add(new Change.Delete(extra, Purpose.TIDY, "this node has another record here")));
        set.stream().filter(this::isDead).forEach(record -> rest.add(withoutPeer(record)));
        return rest.isEmpty()
                ? SetPlan.settled(wish.key(), Standing.PUBLISHED, "this node's record is there")
                : SetPlan.changing(wish.key(), rest);
    }

    /** Our own record is there and stays, so that it is not the last. */
    private static Change withoutPeer(ZoneRecord record) {
        String why =
                "a majority of the peers has seen node " + record.mark().node().orElse("") + " dead";
        return record.mark().leaving()
                ? new Change.Delete(record, Purpose.WITHDRAW_PEER, why)
                : new Change.Update(record, record.marked(record.mark().leaving(true)), Purpose.ANNOUNCE_PEER, why);
    }

    private SetPlan withdrawn(RecordKey key, Wish.Withdrawn wish, List<ZoneRecord> set) {
        List<ZoneRecord> own = set.stream().filter(this::isOwn).toList();
        if (own.isEmpty()) {
            return set.isEmpty() && wish.address().isPresent()
                    ? SetPlan.changing(
                            key,
                            List.of(new Change.Create(
                                    wish(key, wish.address().get()),
                                    Purpose.RESCUE,
                                    "there is no record here at all; this node's is there although " + wish.reason())))
                    : SetPlan.settled(key, Standing.WITHDRAWN, wish.reason());
        }
        List<ZoneRecord> others = set.stream().filter(record -> !isOwn(record)).toList();
        return others.stream().anyMatch(this::stays)
                ? SetPlan.changing(
                        key, own.stream().map(record -> leave(record, wish)).toList())
                : remaining(key, wish, own, others);
    }

    private Change leave(ZoneRecord record, Wish.Withdrawn wish) {
        return record.mark().leaving()
                ? new Change.Delete(record, Purpose.WITHDRAW, wish.reason())
                : new Change.Update(
                        record, record.marked(record.mark().leaving(true)), Purpose.ANNOUNCE, wish.reason());
    }

    /** Nobody else stays. */
    private SetPlan remaining(RecordKey key, Wish.Withdrawn wish, List<ZoneRecord> own, List<ZoneRecord> others) {
        Optional<ZoneRecord> staying =
                own.stream().filter(record -> !record.mark().leaving()).findFirst();
        if (staying.isPresent()) {
            List<Change> extras = own.stream()
                    .filter(record -> !record.equals(staying.get()))
                    .<Change>map(extra -> new Change.Delete(extra, Purpose.TIDY, "this node has another record here"))
                    .toList();
            return extras.isEmpty()
                    ? SetPlan.settled(key, Standing.LAST, "it is the last record, and stays although " + wish.reason())
                    : SetPlan.changing(key, extras);
        }
        Optional<String> first = others.stream()
                .filter(Predicate.not(this::isDead))
                .flatMap(record -> record.mark().node().stream())
                .filter(node -> node.compareTo(wanted.node()) < 0)
                .min(Comparator.naturalOrder());
        if (first.isPresent()) {
            return SetPlan.settled(
                    key,
                    Standing.WAITING,
                    "all records here are about to go, and node " + first.get() + " is to stay; " + wish.reason());
        }
        ZoneRecord last = own.getFirst();
        return SetPlan.changing(
                key,
                List.of(new Change.Update(
                        last,
                        last.marked(last.mark().leaving(false)),
                        Purpose.STAY,
                        "nobody else stays, so that this record does although " + wish.reason())));
    }

    private static Change become(ZoneRecord before, ZoneRecord wish, Purpose purpose, String reason) {
        return new Change.Update(
                before,
                new ZoneRecord(before.id(), wish.key(), wish.address(), wish.ttl(), wish.proxied(), wish.mark()),
                purpose,
                reason);
    }

    private boolean isOwn(ZoneRecord record) {
        return record.mark().isOf(wanted.node());
    }

    private boolean isDead(ZoneRecord record) {
        return !isOwn(record)
                && record.mark().node().filter(wanted.dead()::contains).isPresent();
    }

    /** Whether others may count on it. */
    private boolean stays(ZoneRecord record) {
        return !record.mark().leaving() && !isDead(record);
    }
}
