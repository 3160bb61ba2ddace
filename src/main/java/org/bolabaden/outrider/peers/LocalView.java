package org.bolabaden.outrider.peers;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.Left;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;

/**
 * What one sidecar tells the others of itself. Immutable.
 *
 * @param node which
 * @param software the version of Outrider
 * @param registry the version of the registry that it serves
 * @param loaded since when it serves that one
 * @param isolated why it seems to be cut off from all others; empty: it does not
 * @param backends how many it checks
 * @param notUp those of them that it does not judge up
 * @param drains what operators said there
 * @param left what is left there of each drain that is in force there, whoever made it
 * @param sees whether it reaches each of its peers
 */
public record LocalView(
        NodeName node,
        String software,
        String registry,
        Instant loaded,
        Optional<String> isolated,
        int backends,
        Map<BackendId, Verdict.Status> notUp,
        OwnDrains drains,
        Map<DrainId, Left> left,
        Map<NodeName, Boolean> sees) {
    public LocalView {
        notUp = Map.copyOf(notUp);
        left = Map.copyOf(left);
        sees = Map.copyOf(sees);
    }

    /**
     * What a node says of itself.
     *
     * @param loaded since when it serves that registry
     * @param health what it judges; a backend of which nothing is judged yet is unverified
     */
    public static LocalView of(
            NodeName node,
            String software,
            Registry registry,
            Instant loaded,
            Optional<String> isolated,
            Map<BackendId, BackendHealth> health,
            OwnDrains drains,
            Map<DrainId, Left> left,
            Fleet fleet) {
        Map<BackendId, Verdict.Status> notUp = new HashMap<>();
        registry.backends().forEach(backend -> {
            BackendHealth known = health.get(backend.id());
            if (known == null || !known.verdict().up()) {
                notUp.put(
                        backend.id(),
                        known == null
                                ? Verdict.Status.UNVERIFIED
                                : known.verdict().status());
            }
        });
        Map<NodeName, Boolean> sees = new HashMap<>();
        fleet.members().stream()
                .filter(member -> member.contact() != Member.Contact.UNKNOWN)
                .forEach(member -> sees.put(member.node(), member.up()));
        return new LocalView(
                node,
                software,
                registry.version(),
                loaded,
                isolated,
                registry.backends().size(),
                notUp,
                drains,
                left,
                sees);
    }

    /**
     * The same, as it is worth telling many: of the backends that this node observes alone, without what the store shows by
     * itself, and with sessions in round numbers, so that it changes seldom.
     */
    public LocalView forMany(Duties duties) {
        Map<BackendId, Verdict.Status> observed = new HashMap<>(notUp);
        observed.keySet().removeIf(backend -> !duties.observes(backend));
        Map<DrainId, Left> rounded = new HashMap<>();
        left.forEach((drain, one) -> rounded.put(drain, one.rounded()));
        return new LocalView(node, software, registry, loaded, isolated, backends, observed, drains, rounded, Map.of());
    }
}
