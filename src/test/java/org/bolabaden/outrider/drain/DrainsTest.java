package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

class DrainsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Backend ONE = TestBackends.peer("site", "node1", 80);
    private static final Backend TWO = TestBackends.peer("site", "node2", 80);
    private static final Service SITE = TestBackends.service(ONE, TWO);
    private static final Target NODE1 = new Target.OfNode(ONE.node());

    private static Drain drain(Target target, Optional<Instant> until, boolean forced, String by) {
        return new Drain(target, Optional.of("new kernel"), NOW, until, forced, new NodeName(by));
    }

    private static Drain forGood(Target target) {
        return drain(target, Optional.empty(), false, "here");
    }

    @Test
    void aNodeIsAllItsBackendsAServiceAllOfItsAndABackendItself() {
        assertThat(NODE1.covers(SITE, ONE)).isTrue();
        assertThat(NODE1.covers(SITE, TWO)).isFalse();
        assertThat(new Target.OfService(SITE.name()).covers(SITE, TWO)).isTrue();
        assertThat(new Target.OfService(new ServiceName("other")).covers(SITE, TWO))
                .isFalse();
        assertThat(new Target.OfBackend(TWO.id()).covers(SITE, TWO)).isTrue();
        assertThat(new Target.OfBackend(TWO.id()).covers(SITE, ONE)).isFalse();
    }

    @Test
    void aReplicaIsDrainedFromReadsWithItsService() {
        Backend reads = TestBackends.peer("site-ro", "node1", 80);
        Service plain = TestBackends.service(reads);
        Service pool = new Service(
                plain.name(),
                plain.section(),
                plain.aliases(),
                plain.port(),
                plain.balance(),
                plain.cache(),
                plain.primary(),
                plain.dependsOn(),
                plain.maintenance(),
                plain.backends(),
                Optional.of(SITE.name()));

        assertThat(new Target.OfService(SITE.name()).covers(pool, reads)).isTrue();
        assertThat(new Target.OfBackend(ONE.id()).covers(pool, reads)).isTrue();
        assertThat(new Target.OfBackend(TWO.id()).covers(pool, reads)).isFalse();
    }

    @Test
    void aDrainReadsAsAnOperatorWouldSayIt() {
        assertThat(drain(NODE1, Optional.of(NOW.plusSeconds(1_800)), false, "here"))
                .hasToString("drained since 2026-11-28T10:00:00Z: new kernel, until 2026-11-28T10:30:00Z");
        assertThat(new Drain(NODE1, Optional.empty(), NOW, Optional.empty(), true, new NodeName("here")))
                .hasToString("drained since 2026-11-28T10:00:00Z");
    }

    @Test
    void aTargetIsDrainedOnceByEachNodeAndTheLastWordCounts() {
        Drains drains = Drains.NONE
                .with(forGood(NODE1))
                .with(drain(NODE1, Optional.of(NOW.plusSeconds(9)), false, "here"))
                .with(drain(NODE1, Optional.empty(), false, "elsewhere"));

        assertThat(drains.all()).extracting(Drain::by).containsExactly(new NodeName("elsewhere"), new NodeName("here"));
        assertThat(drains.without(NODE1).isEmpty()).isTrue();
    }

    @Test
    void ofSeveralTheOneThatIsForcedCountsThenTheOneThatLasts() {
        Drain brief = drain(NODE1, Optional.of(NOW.plusSeconds(9)), false, "here");
        Drain lasting = forGood(new Target.OfService(SITE.name()));
        Drain forced = drain(new Target.OfBackend(ONE.id()), Optional.of(NOW.plusSeconds(5)), true, "here");

        assertThat(new Drains(List.of(brief, lasting)).covering(SITE, ONE)).contains(lasting);
        assertThat(new Drains(List.of(brief, lasting, forced)).covering(SITE, ONE))
                .contains(forced);
        assertThat(Drains.NONE.covering(SITE, ONE)).isEmpty();
    }

    @Property(tries = 200)
    void eachIsInForceUntilItsEndAndNotAMomentLonger(
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 20) Integer> seconds,
            @ForAll @IntRange(max = 21) int later) {
        List<Drain> some = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            some.add(drain(
                    new Target.OfNode(new NodeName("n" + i)),
                    Optional.of(NOW.plusSeconds(seconds.get(i))),
                    false,
                    "here"));
        }
        Drains drains = new Drains(some);
        Instant then = NOW.plus(Duration.ofSeconds(later));

        assertThat(drains.at(then).all())
                .allMatch(drain -> drain.until().orElseThrow().isAfter(then));
        assertThat(drains.overAt(then))
                .allMatch(drain -> !drain.until().orElseThrow().isAfter(then));
        assertThat(drains.at(then).all().size() + drains.overAt(then).size()).isEqualTo(some.size());
        // Whoever wakes at the next end finds one that is over; whoever wakes before finds none more.
        drains.nextEnd(then).ifPresent(end -> {
            assertThat(drains.at(end.minusNanos(1))).isEqualTo(drains.at(then));
            assertThat(drains.at(end).all().size())
                    .isLessThan(drains.at(then).all().size());
        });
        assertThat(drains.nextEnd(then).isEmpty()).isEqualTo(drains.at(then).isEmpty());
    }

    @Test
    void whatWasRevokedIsGoneAndTheOthersStay() {
        Drain here = forGood(NODE1);
        Drain elsewhere = drain(NODE1, Optional.empty(), false, "elsewhere");
        Drains both = new Drains(List.of(here, elsewhere));

        assertThat(both.without(Set.of(here.id())).all()).containsExactly(elsewhere);
        assertThat(both.without(Set.of()).all()).isEqualTo(both.all());
        assertThat(Drains.NONE.without(Set.of(here.id())).isEmpty()).isTrue();
        Drain later = new Drain(NODE1, Optional.empty(), NOW.plusSeconds(1), Optional.empty(), false, here.by());
        assertThat(new Drains(List.of(later)).without(Set.of(here.id())).all()).containsExactly(later);
    }

    @Test
    void theStrongestOfATargetIsItsDrain() {
        Drain lasting = forGood(NODE1);
        Drain forced = drain(NODE1, Optional.of(NOW.plusSeconds(5)), true, "elsewhere");
        Drain of2 = forGood(new Target.OfNode(TWO.node()));
        Drains drains = new Drains(List.of(lasting, forced, of2));

        assertThat(drains.of(NODE1)).contains(forced);
        assertThat(drains.of(of2.target())).contains(of2);
        assertThat(drains.of(new Target.OfService(SITE.name()))).isEmpty();
    }

    @Test
    void ofTwoThatLastAsLongTheOlderCounts() {
        Drain older =
                new Drain(NODE1, Optional.empty(), NOW.minusSeconds(1), Optional.empty(), false, new NodeName("b"));
        Drain newer = drain(NODE1, Optional.empty(), false, "a");

        assertThat(new Drains(List.of(newer, older)).of(NODE1)).contains(older);
    }

    @Test
    void aNodeIsDrainedByWhateverItIsCalled() {
        Drains drains = new Drains(List.of(forGood(new Target.OfService(SITE.name())), forGood(NODE1)));

        assertThat(drains.ofNode(ONE.node()::equals)).isTrue();
        assertThat(drains.ofNode(TWO.node()::equals)).isFalse();
        assertThat(Drains.NONE.ofNode(name -> true)).isFalse();
    }

    @Test
    void drainsAreListedByKindThenNameThenNode() {
        Drain service = forGood(new Target.OfService(SITE.name()));
        Drain node2 = forGood(new Target.OfNode(TWO.node()));
        Drain byA = drain(NODE1, Optional.empty(), false, "a");
        Drain byB = drain(NODE1, Optional.empty(), false, "b");

        assertThat(new Drains(List.of(service, byB, node2, byA)).all()).containsExactly(byA, byB, node2, service);
        assertThat(new Drains(List.of(byB)).and(new Drains(List.of(byA))).all()).containsExactly(byA, byB);
    }
}
