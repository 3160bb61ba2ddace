package org.bolabaden.outrider.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;

/**
 * In what the nodes differ, and for how long: a backend that one sees down and the other up, which is a path that is broken
 * for one of them; a registry that one has and the other has not. Told when it lasts, and when it is over. Immutable and
 * pure.
 *
 * @param open what they differ in now
 */
public record Discord(Map<Topic, Since> open) {
    /** They differ in nothing. */
    public static final Discord NONE = new Discord(Map.of());

    // Two that check the same backend every two seconds decide within a few of each other.
    private static final Duration VERDICTS_LAST = Duration.ofSeconds(10);
    // A registry is distributed to all within its interval.
    private static final Duration REGISTRIES_LAST = Duration.ofSeconds(90);
    private static final int MOST_NAMED = 5;

    public Discord {
        open = Map.copyOf(open);
    }

    /** Something in which this node and a peer differ. */
    public sealed interface Topic extends Comparable<Topic> {
        /** With whom. */
        NodeName peer();

        @Override
        default int compareTo(Topic other) {
            return toString().compareTo(other.toString());
        }
    }

    /**
     * Backends on one node.
     *
     * @param on the node that the backends run on
     * @param downThere whether the peer sees them down; otherwise we do
     */
    public record Verdicts(NodeName peer, NodeName on, boolean downThere) implements Topic {}

    /** The registry. */
    public record Registries(NodeName peer) implements Topic {}

    /**
     * How long already.
     *
     * @param at since when
     * @param told whether it was told
     * @param words about what, for people
     */
    public record Since(Instant at, boolean told, String words) {}

    /** The next one, and what it is worth telling. */
    public record Step(Discord next, List<Event> events) {}

    /**
     * Compares once more.
     *
     * @param own what this node says of itself
     * @param backends those of its registry
     * @param duties of a peer, only its word on what it observes is compared
     */
    public Step look(LocalView own, Collection<Backend> backends, Fleet fleet, Duties duties, Instant now) {
        Map<Topic, Since> next = new HashMap<>();
        List<Event> events = new ArrayList<>();
        present(own, backends, fleet, duties).forEach((topic, words) -> {
            Since known = open.getOrDefault(topic, new Since(now, false, words));
            boolean due = !known.told() && !now.isBefore(known.at().plus(lasting(topic)));
            if (due) {
                events.add(told(topic, words));
            }
            next.put(topic, new Since(known.at(), known.told() || due, words));
        });
        open.forEach((topic, since) -> {
            if (since.told() && !next.containsKey(topic)) {
                events.add(over(topic, Duration.between(since.at(), now)));
            }
        });
        return new Step(new Discord(next), events);
    }

    private static Duration lasting(Topic topic) {
        return switch (topic) {
            case Verdicts verdicts -> VERDICTS_LAST;
            case Registries registries -> REGISTRIES_LAST;
        };
    }

    private static Map<Topic, String> present(LocalView own, Collection<Backend> backends, Fleet fleet, Duties duties) {
        Map<Topic, String> found = new TreeMap<>();
        for (Member member : fleet.members()) {
            // Who is cut off sees everything down, and says so itself.
            if (member.up() && own.isolated().isEmpty()) {
                member.view()
                        .filter(view -> view.isolated().isEmpty())
                        .ifPresent(view -> compare(own, backends, duties, view, found));
            }
        }
        return found;
    }

    private static void compare(
            LocalView own, Collection<Backend> backends, Duties duties, LocalView peer, Map<Topic, String> found) {
        if (!peer.registry().equals(own.registry())) {
            found.put(
                    new Registries(peer.node()),
                    "this node serves version " + own.registry() + " of the registry since " + own.loaded() + ", "
                            + peer.node() + " version " + peer.registry() + " since " + peer.loaded());
            return;
        }
        Map<Topic, Set<String>> differing = new HashMap<>();
        for (Backend backend : backends) {
            if (!duties.observes(peer.node(), backend.id())) {
                continue;
            }
            boolean downHere = own.notUp().get(backend.id()) == Verdict.Status.DOWN;
            boolean downThere = peer.notUp().get(backend.id()) == Verdict.Status.DOWN;
            boolean upHere = !own.notUp().containsKey(backend.id());
            boolean upThere = !peer.notUp().containsKey(backend.id());
            if ((downHere && upThere) || (upHere && downThere)) {
                differing
                        .computeIfAbsent(new Verdicts(peer.node(), backend.node(), downThere), none -> new TreeSet<>())
                        .add(backend.id().toString());
            }
        }
        differing.forEach((topic, names) -> found.put(topic, named(names)));
    }

    private static String named(Set<String> names) {
        String some = String.join(", ", names.stream().limit(MOST_NAMED).toList());
        return names.size() <= MOST_NAMED ? some : some + " and " + (names.size() - MOST_NAMED) + " more";
    }

    private static Event told(Topic topic, String words) {
        return switch (topic) {
            case Verdicts verdicts -> Event.warn("peers_disagree").reason(view(verdicts) + ": " + words);
            case Registries registries -> Event.warn("registry_skew").reason(words);
        };
    }

    private static String view(Verdicts topic) {
        return topic.downThere()
                ? topic.peer() + " sees backends on " + topic.on() + " down that are up from here"
                : topic.peer() + " sees backends on " + topic.on() + " up that are down from here";
    }

    private static Event over(Topic topic, Duration lasted) {
        return switch (topic) {
            case Verdicts verdicts ->
                Event.info("peers_agree")
                        .reason(topic.peer() + " and this node see the backends on " + verdicts.on()
                                + " alike, or one of" + " them does not answer")
                        .took(lasted);
            case Registries registries ->
                Event.info("registry_in_step")
                        .reason(topic.peer() + " and this node serve the same registry, or one of them does not answer")
                        .took(lasted);
        };
    }
}
