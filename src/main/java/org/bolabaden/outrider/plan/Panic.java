package org.bolabaden.outrider.plan;

import java.util.Collection;
import java.util.Optional;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.Percent;

/**
 * The panic threshold: when too few of a service's backends are up, it is likelier that the checks are wrong, or that the
 * load of all would kill the few that are left, than that all the others are dead. Envoy's {@code healthy_panic_threshold}.
 *
 * <p>A backend that nobody has checked yet is evidence of nothing: it neither starts a panic nor ends one.
 *
 * @param threshold the share of backends below which verdicts are not believed
 */
record Panic(Percent threshold) {
    /**
     * Whether these verdicts are not believed, and why.
     *
     * @param backends the verdict's status of each backend that should be serving
     * @param before whether they were not believed by the last plan
     */
    Optional<String> over(Collection<Verdict.Status> backends, boolean before) {
        long up =
                backends.stream().filter(status -> status == Verdict.Status.UP).count();
        long unverified = backends.stream()
                .filter(status -> status == Verdict.Status.UNVERIFIED)
                .count();
        long counted = before ? up : up + unverified;
        boolean panic = counted * 100 < (long) threshold.points() * backends.size();
        return panic
                ? Optional.of(up + " of " + backends.size() + " backends are up, fewer than " + threshold)
                : Optional.empty();
    }
}
