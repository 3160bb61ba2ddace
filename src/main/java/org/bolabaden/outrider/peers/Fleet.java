package org.bolabaden.outrider.peers;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.DrainSource;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.registry.NodeName;

/**
 * The other sidecars, as they are seen from here. Immutable and pure.
 *
 * <p>What a silent one said last still holds: a drain does not end because the node that made it is out of reach.
 */
public final class Fleet implements DrainSource {
    /** There is no other node. */
    public static final Fleet NONE = new Fleet(Map.of(), false);

    private final Map<NodeName, Member> members;
    private final boolean shared;
    private final Drains made;
    private final Set<DrainId> revoked;

    private Fleet(Map<NodeName, Member> members, boolean shared) {
        this.members = members;
        this.shared = shared;
        Drains drains = Drains.NONE;
        Set<DrainId> ended = new HashSet<>();
        for (Member member : members.values()) {
            if (member.view().isPresent()) {
                for (Drain drain : member.view().get().drains().drains().all()) {
                    drains = drains.with(drain);
                }
                ended.addAll(member.view().get().drains().revoked());
            }
        }
        made = drains;
        revoked = Set.copyOf(ended);
    }

    /** All of them, in the order in which they are configured. */
    public Collection<Member> members() {
        return members.values();
    }

    /** The one of that node. */
    public Optional<Member> of(NodeName node) {
        return Optional.ofNullable(members.get(node));
    }

    /**
     * The same, with those members and no others.
     *
     * @param remembered what those that are new here said to an earlier process
     * @param byStore whether they are heard through a store, and not asked
     */
    public Fleet following(
            Map<NodeName, URI> wanted, Map<NodeName, LocalView> remembered, boolean byStore, Instant now) {
        Map<NodeName, Member> next = new LinkedHashMap<>();
        wanted.forEach((node, url) -> next.put(
                node,
                of(node).map(known -> known.at(url))
                        .orElseGet(() -> Member.first(node, url, now, Optional.ofNullable(remembered.get(node))))));
        return new Fleet(next, byStore);
    }

    /** Whether they are heard through a store, and not asked. */
    public boolean isShared() {
        return shared;
    }

    /** Those that answer. */
    public Set<NodeName> alive() {
        return members.values().stream().filter(Member::up).map(Member::node).collect(Collectors.toUnmodifiableSet());
    }

    /** The same after the store was read; words of those that are no members are none. */
    public Fleet heard(Map<NodeName, Word> words, Instant now) {
        Map<NodeName, Member> next = new LinkedHashMap<>(members);
        words.forEach((node, word) -> next.computeIfPresent(node, (same, member) -> switch (word) {
            case Word.Same said -> member.answered(Optional.empty(), now);
            case Word.News said -> member.answered(Optional.of(said.view()), now);
            case Word.Absent gone -> member.absent(now);
        }));
        return new Fleet(next, shared);
    }

    /** The same while the store is out of reach: of nobody is it known whether he is there. */
    public Fleet blind(String why, Instant now) {
        Map<NodeName, Member> next = new LinkedHashMap<>(members);
        next.replaceAll((node, member) -> member.unknown(why, now));
        return new Fleet(next, shared);
    }

    /** The same after that one answered; empty: as before. */
    public Fleet answered(NodeName node, Optional<LocalView> news, Instant now) {
        return changed(node, member -> member.answered(news, now));
    }

    /** The same after a question to that one had no good answer. */
    public Fleet failed(NodeName node, String why, Instant now) {
        return changed(node, member -> member.failed(why, now));
    }

    private Fleet changed(NodeName node, UnaryOperator<Member> change) {
        Member before = members.get(node);
        if (before == null) {
            return this;
        }
        Map<NodeName, Member> next = new LinkedHashMap<>(members);
        next.put(node, change.apply(before));
        return new Fleet(next, shared);
    }

    /**
     * The nodes whose sidecar neither this node nor a majority of all nodes reaches, and since when this one does not. One
     * that is merely cut off from us is not among them: then the others see it. Through a store all see the same: there the
     * living have to be the majority.
     */
    public Map<NodeName, Instant> lost() {
        Map<NodeName, Instant> lost = new LinkedHashMap<>();
        int nodes = members.size() + 1;
        for (Member member : members.values()) {
            if (member.contact() == Member.Contact.DOWN) {
                long others = members.values().stream()
                        .filter(Member::up)
                        .flatMap(other -> other.view().stream())
                        .filter(view ->
                                shared || Boolean.FALSE.equals(view.sees().get(member.node())))
                        .count();
                if (2 * (others + 1) > nodes) {
                    lost.put(member.node(), member.since());
                }
            }
        }
        return lost;
    }

    @Override
    public Drains made() {
        return made;
    }

    @Override
    public Set<DrainId> revoked() {
        return revoked;
    }

    @Override
    public boolean isKnown(NodeName node) {
        return of(node).flatMap(Member::heard).isPresent();
    }
}
