package org.bolabaden.outrider.drain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Service;

/**
 * Drains, by whomever: one a target and node that made it at the most. Immutable.
 *
 * @param all by target
 */
public record Drains(List<Drain> all) {
    private static final Comparator<Drain> ORDER = Comparator.<Drain, Target.Kind>comparing(
                    drain -> drain.target().kind())
            .thenComparing(drain -> drain.target().toString())
            .thenComparing(Drain::by);
    // One that holds in spite of everything first, then the one that lasts, then the older.
    private static final Comparator<Drain> STRENGTH = Comparator.comparing(Drain::forced)
            .thenComparing(drain -> drain.until().orElse(Instant.MAX))
            .thenComparing(Drain::since, Comparator.reverseOrder());

    /** Nothing is drained. Below the orders, which its making needs. */
    public static final Drains NONE = new Drains(List.of());

    public Drains {
        all = all.stream().sorted(ORDER).toList();
    }

    /** The same with this one, in the place of one of the same node for the same target. */
    public Drains with(Drain drain) {
        List<Drain> more = new ArrayList<>(all);
        more.removeIf(
                other -> other.target().equals(drain.target()) && other.by().equals(drain.by()));
        more.add(drain);
        return new Drains(more);
    }

    /** The same without any for this target. */
    public Drains without(Target target) {
        return new Drains(
                all.stream().filter(drain -> !drain.target().equals(target)).toList());
    }

    /** The same without those that were ended so. */
    public Drains without(Set<DrainId> revoked) {
        return all.isEmpty() || revoked.isEmpty()
                ? this
                : new Drains(all.stream()
                        .filter(drain -> !revoked.contains(drain.id()))
                        .toList());
    }

    /** These, and others. */
    public Drains and(Drains others) {
        Drains union = this;
        for (Drain drain : others.all) {
            union = union.with(drain);
        }
        return union;
    }

    /** Those whose time is not over at that instant. */
    public Drains at(Instant now) {
        return all.stream().noneMatch(drain -> drain.isOver(now))
                ? this
                : new Drains(all.stream().filter(drain -> !drain.isOver(now)).toList());
    }

    /** Those whose time is over at that instant. */
    public List<Drain> overAt(Instant now) {
        return all.stream().filter(drain -> drain.isOver(now)).toList();
    }

    /** When the next of them ends by itself, after that instant; empty: none does. */
    public Optional<Instant> nextEnd(Instant now) {
        return all.stream()
                .flatMap(drain -> drain.until().stream())
                .filter(end -> end.isAfter(now))
                .min(Comparator.naturalOrder());
    }

    /** The one for this target; of several, the strongest. */
    public Optional<Drain> of(Target target) {
        return all.stream().filter(drain -> drain.target().equals(target)).max(STRENGTH);
    }

    /** The one that takes this backend out; of several, the strongest. Empty: none does. */
    public Optional<Drain> covering(Service service, Backend backend) {
        return all.isEmpty()
                ? Optional.empty()
                : all.stream()
                        .filter(drain -> drain.target().covers(service, backend))
                        .max(STRENGTH);
    }

    /** Whether a node is drained, by any of its names. */
    public boolean ofNode(Predicate<NodeName> isCalled) {
        return all.stream().anyMatch(drain -> drain.target() instanceof Target.OfNode of && isCalled.test(of.node()));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}
