package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;

class HearsayTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final NodeName SELF = new NodeName("node0");
    private static final Backend SITE = TestBackends.peer("site", "10.0.0.9", 8080);
    private static final Set<NodeName> OTHERS = IntStream.range(1, 12)
            .mapToObj(number -> new NodeName("node" + number))
            .collect(Collectors.toSet());
    private static final Duties DUTIES = Duties.of(SELF, OTHERS, List.of(SITE), 3);

    private final NodeName observer = DUTIES.observers(SITE.id()).stream()
            .filter(node -> !node.equals(SELF))
            .findFirst()
            .orElseThrow();
    private final NodeName stranger = OTHERS.stream()
            .filter(node -> !DUTIES.observes(node, SITE.id()))
            .findFirst()
            .orElseThrow();

    private static LocalView view(NodeName node, Map<BackendId, Verdict.Status> notUp) {
        return new LocalView(node, "1", "abc", NOW, Optional.empty(), 1, notUp, OwnDrains.NONE, Map.of(), Map.of());
    }

    private static Fleet fleet(NodeName node, Map<BackendId, Verdict.Status> notUp) {
        Map<NodeName, URI> urls = OTHERS.stream()
                .collect(Collectors.toMap(other -> other, other -> URI.create("http://" + other + ":9180")));
        return Fleet.NONE
                .following(urls, Map.of(), true, NOW)
                .heard(Map.of(node, new Word.News(view(node, notUp))), NOW);
    }

    private static Hearsay heard(NodeName from, Verdict.Status before, Verdict.Status after, Verdict.Status own) {
        return Hearsay.between(fleet(from, as(before)), fleet(from, as(after)), DUTIES, any -> Optional.of(own));
    }

    private static Map<BackendId, Verdict.Status> as(Verdict.Status status) {
        return status == Verdict.Status.UP ? Map.of() : Map.of(SITE.id(), status);
    }

    @Test
    void anObserverThatTakesABackendDownHasItLookedAt() {
        Hearsay news = heard(observer, Verdict.Status.UP, Verdict.Status.DOWN, Verdict.Status.UP);

        assertThat(news.down()).containsExactly(SITE.id());
        assertThat(news.up()).isEmpty();
    }

    @Test
    void anObserverThatBringsABackendUpHasItLookedAt() {
        Hearsay news = heard(observer, Verdict.Status.DOWN, Verdict.Status.UP, Verdict.Status.DOWN);

        assertThat(news.up()).containsExactly(SITE.id());
        assertThat(news.down()).isEmpty();
    }

    @Test
    void whatThisNodeHoldsAlreadyIsNoNews() {
        assertThat(heard(observer, Verdict.Status.UP, Verdict.Status.DOWN, Verdict.Status.DOWN)
                        .down())
                .isEmpty();
        assertThat(heard(observer, Verdict.Status.DOWN, Verdict.Status.UP, Verdict.Status.UP)
                        .up())
                .isEmpty();
    }

    @Test
    void anObserverThatHoldsABackendDownHasNotBroughtItUp() {
        Hearsay news = heard(observer, Verdict.Status.DOWN, Verdict.Status.HELD, Verdict.Status.DOWN);

        assertThat(news.up()).isEmpty();
    }

    @Test
    void whoDoesNotObserveABackendIsNotHeard() {
        assertThat(heard(stranger, Verdict.Status.UP, Verdict.Status.DOWN, Verdict.Status.UP)
                        .down())
                .isEmpty();
    }

    @Test
    void ofABackendThatThisNodeDoesNotHaveNothingIsLookedAt() {
        assertThat(Hearsay.between(
                                fleet(observer, Map.of()),
                                fleet(observer, as(Verdict.Status.DOWN)),
                                DUTIES,
                                any -> Optional.empty())
                        .down())
                .isEmpty();
    }

    @Test
    void throughAStoreANodeTellsOfWhatItObservesAlone() {
        Set<NodeName> others = new HashSet<>(OTHERS);
        others.add(SELF);
        others.remove(stranger);
        LocalView all = view(stranger, as(Verdict.Status.DOWN));

        assertThat(all.forMany(Duties.of(stranger, others, List.of(SITE), 3)).notUp())
                .isEmpty();
        assertThat(all.forMany(Duties.ALL).notUp()).isEqualTo(all.notUp());
    }
}
