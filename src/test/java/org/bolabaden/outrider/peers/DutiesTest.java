package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;

class DutiesTest {
    private static final List<Backend> BACKENDS = IntStream.range(0, 200)
            .mapToObj(number -> TestBackends.peer("site", "host" + number, 8080))
            .toList();

    private static NodeName node(int number) {
        return new NodeName("node" + number);
    }

    private static Set<NodeName> nodes(int count) {
        return IntStream.range(0, count).mapToObj(DutiesTest::node).collect(Collectors.toSet());
    }

    private static Duties of(NodeName self, Set<NodeName> all, int observers) {
        Set<NodeName> others = new HashSet<>(all);
        others.remove(self);
        return Duties.of(self, others, BACKENDS, observers);
    }

    @Property(tries = 50)
    void everyBackendHasAsManyObserversAsAskedForAndAllNodesKnowThemAlike(
            @ForAll @IntRange(min = 2, max = 60) int count, @ForAll @IntRange(min = 1, max = 5) int observers) {
        Set<NodeName> all = nodes(count);
        Duties first = of(node(0), all, observers);
        Duties last = of(node(count - 1), all, observers);

        for (Backend backend : BACKENDS) {
            long watching = all.stream()
                    .filter(node -> first.observes(node, backend.id()))
                    .count();
            assertThat(watching).isEqualTo(Math.min(observers, count));
            assertThat(last.observers(backend.id())).isEqualTo(first.observers(backend.id()));
        }
    }

    @Property(tries = 50)
    void aNodeThatGoesMovesNoDutyButItsOwn(
            @ForAll @IntRange(min = 5, max = 60) int count, @ForAll @IntRange(min = 1, max = 59) int which) {
        Set<NodeName> all = nodes(count);
        NodeName gone = node(which % count == 0 ? 1 : which % count);
        Set<NodeName> left = new HashSet<>(all);
        left.remove(gone);
        Duties before = of(node(0), all, 3);
        Duties after = of(node(0), left, 3);

        for (Backend backend : BACKENDS) {
            Set<NodeName> was = new HashSet<>(before.observers(backend.id()));
            was.remove(gone);
            assertThat(after.observers(backend.id())).containsAll(was).hasSize(3);
        }
    }

    @Test
    void dutiesAreSpreadEvenly() {
        Duties duties = of(node(0), nodes(20), 3);
        Map<NodeName, Integer> counts = new HashMap<>();
        BACKENDS.forEach(
                backend -> duties.observers(backend.id()).forEach(node -> counts.merge(node, 1, Integer::sum)));

        // 30 each on average; by chance, four standard deviations are 20.
        assertThat(counts.values()).hasSize(20).allMatch(count -> count >= 10 && count <= 50);
    }

    @Test
    void theOthersCheckSeldomAndTheMoreSeldomTheMoreTheyAre() {
        assertThat(seldom(3)).as("as many nodes as observers: all check").isEmpty();
        assertThat(seldom(10)).containsOnly(Duration.ofSeconds(10));
        assertThat(seldom(61))
                .containsOnly(Duration.ofSeconds(2).multipliedBy(58).dividedBy(3));
        assertThat(seldom(1_000)).containsOnly(Duration.ofMinutes(5));
    }

    private static List<Duration> seldom(int count) {
        Duties duties = of(node(0), nodes(count), 3);
        return BACKENDS.stream()
                .flatMap(backend -> duties.seldom(backend.id()).stream())
                .toList();
    }

    @Test
    void whatRunsOnThisNodeIsWatchedCloselyWhoeverObservesIt() {
        List<Backend> own = IntStream.range(0, 50)
                .mapToObj(number -> TestBackends.local("site" + number, "node0", 8080))
                .toList();
        Duties duties = Duties.of(node(0), nodes(20), own, 3);

        assertThat(own).allMatch(backend -> duties.seldom(backend.id()).isEmpty());
        assertThat(own).anyMatch(backend -> !duties.observes(backend.id()));
    }

    @Test
    void newDutiesAreThoseThatWereSeldomAndAreNoLonger() {
        Duties ten = of(node(0), nodes(10), 3);
        Set<BackendId> all = Duties.ALL.newSince(ten);

        assertThat(all)
                .hasSizeBetween(100, 180)
                .allMatch(backend -> ten.seldom(backend).isPresent());
        assertThat(ten.newSince(Duties.ALL)).isEmpty();
        assertThat(of(node(0), nodes(9), 3).newSince(ten))
                .isNotEmpty()
                .allMatch(backend -> ten.observes(node(9), backend));
    }

    @Test
    void theObserversAreTheSameOnEveryNodeWhateverItsVersion() {
        Duties duties = Duties.of(node(0), nodes(12), BACKENDS.subList(0, 4), 3);

        assertThat(BACKENDS.subList(0, 4))
                .extracting(backend -> duties.observers(backend.id()))
                .containsExactly(
                        List.of(node(10), node(11), node(0)),
                        List.of(node(11), node(10), node(2)),
                        List.of(node(9), node(8), node(7)),
                        List.of(node(0), node(2), node(9)));
    }

    @Test
    void thisNodesOwnDutiesAreThoseThatAllSeeInIt() {
        Duties duties = of(node(0), nodes(12), 3);

        assertThat(duties.areShared()).isTrue();
        assertThat(Duties.ALL.areShared()).isFalse();
        assertThat(of(node(0), nodes(3), 3).areShared()).isFalse();
        assertThat(BACKENDS).allSatisfy(backend -> {
            boolean observed = duties.observers(backend.id()).contains(node(0));
            assertThat(duties.observes(backend.id())).isEqualTo(observed);
            assertThat(duties.seldom(backend.id()).isEmpty()).isEqualTo(observed);
            assertThat(Duties.ALL.observes(node(7), backend.id())).isTrue();
        });
    }

    @Test
    void aBackendThatIsCheckedSeldomAnywayIsNotCheckedMoreOftenThanEveryFiveIntervals() {
        Backend plain = BACKENDS.getFirst();
        Backend slow = new Backend(
                plain.id(),
                plain.node(),
                plain.address(),
                false,
                plain.weight(),
                plain.url(),
                plain.upstreamTls(),
                new Check.Tcp(new Check.Schedule(Duration.ofMinutes(2), Duration.ofSeconds(1))));
        Set<NodeName> others = nodes(1000);

        assertThat(IntStream.range(0, 10)
                        .mapToObj(number -> Duties.of(node(number), others, List.of(slow), 3)
                                .seldom(slow.id()))
                        .flatMap(Optional::stream))
                .isNotEmpty()
                .containsOnly(Duration.ofMinutes(10));
    }
}
