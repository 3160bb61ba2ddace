package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.SentinelSettings;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Whose primary is followed, and by whose word.
 *
 * @param service the service
 * @param master its name among the sentinels
 * @param sentinels where they listen, as configured
 * @param listed the service's backends, by their address
 * @param isolation how long the present primary stays while no majority is heard; empty: for good
 */
record Followed(
        ServiceName service,
        String master,
        List<Endpoint> sentinels,
        Map<Endpoint, BackendId> listed,
        Optional<Duration> isolation) {
    Followed {
        sentinels = List.copyOf(sentinels);
        listed = Map.copyOf(listed);
    }

    /** As the registry has it. */
    static Followed of(Watch watch, SentinelSettings settings) {
        return new Followed(
                watch.service(), settings.master(), settings.sentinels(), watch.listed(), settings.isolation());
    }

    /** Whether it is about this master, or about the sentinel itself. */
    boolean concerns(SentinelEvent event) {
        return !(event instanceof SentinelEvent.OfMaster own) || own.master().equals(master);
    }

    /** The same view, with the backend's own address where it means one. */
    MasterView canonical(MasterView view, Names names) {
        return new MasterView(names.canonical(view.address(), listed.keySet()), view.epoch(), view.flags());
    }

    /** The same event, with the backends' own addresses where it means them. */
    SentinelEvent canonical(SentinelEvent event, Names names) {
        return switch (event) {
            case SentinelEvent.SelectedReplica chosen ->
                new SentinelEvent.SelectedReplica(chosen.master(), names.canonical(chosen.replica(), listed.keySet()));
            case SentinelEvent.PromotedReplica promoted ->
                new SentinelEvent.PromotedReplica(
                        promoted.master(), names.canonical(promoted.replica(), listed.keySet()));
            case SentinelEvent.SwitchMaster switched ->
                new SentinelEvent.SwitchMaster(
                        switched.master(),
                        names.canonical(switched.from(), listed.keySet()),
                        names.canonical(switched.to(), listed.keySet()));
            default -> event;
        };
    }
}
