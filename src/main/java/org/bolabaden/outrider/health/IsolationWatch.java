package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Watches over this node's own connection: which backends are silent while nobody else was heard, whom to ask, and when
 * that makes it look cut off. {@link Silence} decides about a backend, {@link Uplink} about the node; this keeps both
 * going. Confined to the board's lock.
 */
final class IsolationWatch {
    private static final int NAMED = 8;

    private final Inquiry inquiry;
    private final Set<BackendId> unheard = new LinkedHashSet<>();
    private Uplink uplink = new Uplink.Working();
    private Instant asked = Instant.EPOCH;
    private volatile Optional<Isolation> isolation = Optional.empty();

    IsolationWatch(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /** The isolation that holds now. Any thread. */
    Optional<Isolation> isolation() {
        return isolation;
    }

    /** Whether a sign would change anything. */
    boolean waits() {
        return !unheard.isEmpty() || !(uplink instanceof Uplink.Working);
    }

    /** Backends that are silent while nobody else was heard: a copy. */
    List<BackendId> unheard() {
        return List.copyOf(unheard);
    }

    /** Takes in what a check made of a backend on another host. */
    void judged(BackendId id, BackendHealth health, Instant now, Supplier<Collection<String>> hosts) {
        if (!health.unheard()) {
            unheard.remove(id);
            return;
        }
        unheard.add(id);
        boolean suspected = health.state() instanceof HealthState.Suspected;
        Uplink next = uplink.silent(now, suspected);
        if (next instanceof Uplink.Isolated cut && !(uplink instanceof Uplink.Isolated)) {
            isolation = Optional.of(new Isolation(cut.since(), reason(hosts.get())));
            inquiry.isolated(isolation.get());
        }
        uplink = next;
        // While isolated, the suspected backends themselves are asked often enough to notice the end.
        if (isolation.isEmpty() || !now.isBefore(asked.plus(Uplink.PATIENCE))) {
            asked = now;
            inquiry.ask();
        }
    }

    /** Takes in that somebody was heard, and what that made of the backends that waited for it. */
    void heard(Sign sign, Instant now, Predicate<BackendId> stillUnheard) {
        unheard.removeIf(id -> !stillUnheard.test(id));
        uplink = uplink.heard(sign);
        if (uplink instanceof Uplink.Working) {
            end(now, sign.from() + " answers");
        }
        if (!unheard.isEmpty()) {
            // An answer to what was asked too early: whoever gave it was busy with that when he should have been asked.
            inquiry.ask();
        }
    }

    /** Forgets backends that are no longer listed. */
    void retain(Set<BackendId> listed, Instant now) {
        if (unheard.retainAll(listed) && unheard.isEmpty()) {
            uplink = new Uplink.Working();
            end(now, "the registry lists none of the silent backends any more");
        }
    }

    /** Stops watching. */
    void off(Instant now) {
        unheard.clear();
        uplink = new Uplink.Working();
        end(now, "the guard was turned off");
    }

    private void end(Instant now, String why) {
        Optional<Isolation> ended = isolation;
        isolation = Optional.empty();
        ended.ifPresent(cut -> inquiry.ended(
                cut, why + ", after " + Duration.between(cut.since(), now).toSeconds() + " s"));
    }

    private String reason(Collection<String> hosts) {
        List<String> witnesses = inquiry.witnesses();
        if (hosts.size() == 1 && witnesses.isEmpty()) {
            return hosts.iterator().next()
                    + " does not answer, and there is nobody else to ask: it may be dead, or this node"
                    + " cut off; its verdicts stay as they are, because taking out all there is helps nobody. Name"
                    + " health_checks.isolation.witnesses to be able to tell";
        }
        String asked =
                witnesses.isEmpty() ? "and there are no witnesses to ask" : "nor any witness (" + list(witnesses) + ")";
        return "no other host answers (" + list(hosts) + "), " + asked
                + ": this node seems to be cut off; all verdicts on backends elsewhere stay as they are";
    }

    private static String list(Collection<String> names) {
        String some = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() > NAMED ? some + " and " + (names.size() - NAMED) + " more" : some;
    }
}
