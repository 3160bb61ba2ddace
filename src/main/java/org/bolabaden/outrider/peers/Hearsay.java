package org.bolabaden.outrider.peers;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.BackendId;

/**
 * What observers have just said that differs from what this node holds: a reason to look, never a verdict. Immutable and
 * pure.
 *
 * @param down backends that an observer has taken down, and that are not down here
 * @param up backends that an observer has brought up, and that are down here
 */
public record Hearsay(Set<BackendId> down, Set<BackendId> up) {
    public Hearsay {
        down = Set.copyOf(down);
        up = Set.copyOf(up);
    }

    /**
     * The difference that one change of the fleet makes.
     *
     * @param own what this node holds of a backend; empty: it does not have it
     */
    public static Hearsay between(
            Fleet before, Fleet after, Duties duties, Function<BackendId, Optional<Verdict.Status>> own) {
        Set<BackendId> down = new HashSet<>();
        Set<BackendId> up = new HashSet<>();
        for (Member member : after.members()) {
            Map<BackendId, Verdict.Status> was = notUp(before.of(member.node()));
            Map<BackendId, Verdict.Status> is = notUp(Optional.of(member));
            if (was == is || !member.up()) {
                continue;
            }
            is.forEach((backend, status) -> {
                boolean news = status == Verdict.Status.DOWN && was.get(backend) != Verdict.Status.DOWN;
                if (news && duties.observes(member.node(), backend) && isHeld(own, backend, false)) {
                    down.add(backend);
                }
            });
            was.keySet().stream()
                    .filter(backend -> !is.containsKey(backend))
                    .filter(backend -> duties.observes(member.node(), backend) && isHeld(own, backend, true))
                    .forEach(up::add);
        }
        return new Hearsay(down, up);
    }

    private static Map<BackendId, Verdict.Status> notUp(Optional<Member> member) {
        return member.flatMap(Member::view).map(LocalView::notUp).orElse(Map.of());
    }

    private static boolean isHeld(
            Function<BackendId, Optional<Verdict.Status>> own, BackendId backend, boolean asDown) {
        return own.apply(backend)
                .filter(status -> (status == Verdict.Status.DOWN) == asDown)
                .isPresent();
    }
}
