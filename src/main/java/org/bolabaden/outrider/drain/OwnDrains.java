package org.bolabaden.outrider.drain;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What operators said on this node. Immutable.
 *
 * @param drains those that were made here
 * @param revoked those made elsewhere that were ended here
 */
public record OwnDrains(Drains drains, Set<DrainId> revoked) {
    /** Nothing was said. */
    public static final OwnDrains NONE = new OwnDrains(Drains.NONE, Set.of());

    public OwnDrains {
        revoked = Set.copyOf(revoked);
    }

    /** The same, with these drains. */
    public OwnDrains with(Drains others) {
        return new OwnDrains(others, revoked);
    }

    /** The same, with this one too. */
    public OwnDrains and(DrainId revocation) {
        Set<DrainId> more = new HashSet<>(revoked);
        more.add(revocation);
        return new OwnDrains(drains, more);
    }

    /** The same, with those revocations alone that still have something to end. */
    public OwnDrains keeping(DrainSource elsewhere) {
        return revoked.isEmpty()
                ? this
                : new OwnDrains(
                        drains,
                        revoked.stream()
                                .filter(one -> !elsewhere.isKnown(one.by())
                                        || elsewhere.made().all().stream()
                                                .anyMatch(drain -> drain.id().equals(one)))
                                .collect(Collectors.toSet()));
    }
}
