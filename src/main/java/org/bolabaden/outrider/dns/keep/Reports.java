package org.bolabaden.outrider.dns.keep;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.SetPlan;
import org.bolabaden.outrider.dns.SetPlan.Standing;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/** Tells what became of the records: edges alone, each once. */
final class Reports {
    private final EventSink events;
    private final Set<RecordKey> withdrawn = new HashSet<>();
    private Map<RecordKey, String> complaints = new HashMap<>();
    private Optional<String> failing = Optional.empty();

    Reports(EventSink events) {
        this.events = events;
    }

    void made(Change change) {
        RecordKey key = change.record().key();
        name(change, key)
                .ifPresent(name -> events.emit((name.equals("dns_peer_withdrawn") ? Event.warn(name) : Event.info(name))
                        .reason(change.words() + ": " + change.reason())));
    }

    private Optional<String> name(Change change, RecordKey key) {
        return switch (change.purpose()) {
            case PUBLISH -> Optional.of(withdrawn.remove(key) ? "dns_restored" : "dns_updated");
            case RESCUE -> {
                withdrawn.remove(key);
                yield Optional.of("dns_restored");
            }
            case CORRECT, TIDY -> Optional.of("dns_updated");
            case ADOPT -> Optional.of("dns_adopted");
            case WITHDRAW -> {
                withdrawn.add(key);
                yield Optional.of("dns_withdrawn");
            }
            case WITHDRAW_PEER -> Optional.of("dns_peer_withdrawn");
            case ANNOUNCE, STAY, ANNOUNCE_PEER -> Optional.empty();
        };
    }

    /** How the sets stand at the end of a look; what was told and has not changed is not told again. */
    void stand(List<DnsStatus.OfSet> sets) {
        Map<RecordKey, String> now = new HashMap<>();
        for (DnsStatus.OfSet set : sets) {
            SetPlan plan = set.plan();
            complaint(plan.standing()).ifPresent(name -> {
                now.put(plan.key(), name + plan.reason());
                if (!now.get(plan.key()).equals(complaints.get(plan.key()))) {
                    events.emit(Event.warn(name).reason(plan.key() + ": " + plan.reason()));
                }
            });
        }
        complaints = now;
    }

    private static Optional<String> complaint(Standing standing) {
        return switch (standing) {
            case REFUSED, LAST -> Optional.of("dns_refused");
            case UNKNOWN -> Optional.of("dns_address_unknown");
            case PUBLISHED, WITHDRAWN, WAITING, CHANGING -> Optional.empty();
        };
    }

    void failed(String why) {
        if (!failing.filter(why::equals).isPresent()) {
            failing = Optional.of(why);
            events.emit(Event.warn("dns_failed").reason(why + "; it is tried again, and what is in the zone stays"));
        }
    }

    void recovered() {
        if (failing.isPresent()) {
            failing = Optional.empty();
            events.emit(Event.info("dns_recovered").reason("the zone can be kept again"));
        }
    }
}
