package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.JudgementRules;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;
import org.junit.jupiter.api.Test;

class IsolationGuardTest {
    private static final Cadence CADENCE = new Cadence(Duration.ofMillis(250), 0.2, Optional.empty());

    private static List<Backend> nodes(int hosts, int services) {
        List<Backend> backends = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            for (int service = 0; service < services; service++) {
                backends.add(peer("service" + service, "node" + host, 80));
            }
        }
        return backends;
    }

    private static Judgement judgement(int fall, boolean guarded) {
        return new Judgement(new Thresholds(fall, 2), CADENCE, Optional.empty(), guarded);
    }

    private static Status status(SimulatedNetwork network, Backend backend) {
        return network.board.verdicts().get(backend.id()).status();
    }

    @Property(tries = 300)
    void whileOurOwnLinkIsCutNothingChangesAndAfterwardsAllIsAsBefore(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int hosts,
            @ForAll @IntRange(min = 1, max = 5) int services,
            @ForAll boolean linkDown,
            @ForAll @DoubleRange(min = 0.1, max = 60) double seconds,
            @ForAll @IntRange(min = 3, max = 5) int fall) {
        SimulatedNetwork network =
                new SimulatedNetwork(seed, judgement(fall, true), nodes(hosts, services)).witness("node99");
        network.run(5 + (seed & 1023) / 512.0);
        network.changes.clear();

        network.cut(linkDown);
        network.run(seconds);
        network.heal();
        network.run(5);

        assertThat(network.changes).isEmpty();
        assertThat(network.board.isolation()).isEmpty();
        assertThat(network.events.stream().filter(event -> event.startsWith("isolated")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Property(tries = 200)
    void aHostThatDiesWhileOthersAnswerIsFoundAsSoonAsWithoutAGuard(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 6) int hosts,
            @ForAll @IntRange(min = 1, max = 5) int fall,
            @ForAll @DoubleRange(min = 0.01, max = 0.1) double roundTrip) {
        double guarded = deathIsFound(seed, hosts, judgement(fall, true), roundTrip);
        double unguarded = deathIsFound(seed, hosts, judgement(fall, false), roundTrip);

        // With fall 1 there is nothing but the failure itself: the answer to the question that it raises is waited for,
        // and before that the answer to a check that was under way.
        double question = fall == 1 ? 0.05 + 3 * roundTrip : 0;
        assertThat(guarded).isLessThanOrEqualTo(unguarded + question + 1e-6);
    }

    private static double deathIsFound(long seed, int hosts, Judgement judgement, double roundTrip) {
        // The jitter of the others must not depend on who was asked: each has its own place in the sequence, so both
        // runs
        // are compared by how long after its first failure the dead one is out.
        SimulatedNetwork network = new SimulatedNetwork(seed, judgement, nodes(hosts, 1)).roundTrip(roundTrip);
        network.run(6);
        network.changes.clear();
        network.die("node0");
        double failing = -1;
        while (network.changes.isEmpty() && network.now() < 30) {
            network.run(0.001);
            boolean failed = network.board.snapshot().values().stream()
                    .anyMatch(health ->
                            health.last().filter(last -> !last.passed()).isPresent());
            failing = failed && failing < 0 ? network.now() : failing;
        }
        assertThat(network.changes).hasSize(1);
        assertThat(network.changes.getFirst().after().status()).isEqualTo(Status.DOWN);
        return network.now() - failing;
    }

    @Test
    void aWitnessThatAnswersIsProofEnough() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(1, 3)).witness("node99");
        network.run(5);

        network.die("node0");
        network.run(4);

        assertThat(nodes(1, 3)).allMatch(backend -> status(network, backend) == Status.DOWN);
        assertThat(network.events).isEmpty();
    }

    @Test
    void aWitnessThatRefusesAnswersToo() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(1, 1)).witness("node99");
        network.refuse("node99");
        network.run(5);

        network.die("node0");
        network.run(4);

        assertThat(network.changes)
                .last()
                .extracting(change -> change.after().status())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void theOnlyOtherHostIsNotTakenOutWhenThereIsNobodyToAskAndTheReasonSaysSo() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(1, 2));
        network.run(5);

        network.die("node0");
        network.run(60);

        assertThat(nodes(1, 2)).allMatch(backend -> status(network, backend) == Status.UP);
        assertThat(network.events).hasSize(1);
        assertThat(network.events.getFirst()).startsWith("isolated: node0 does not answer, and there is nobody else");
    }

    @Test
    void whileItIsIsolatedEveryVerdictOnOthersSaysThatItIsHeld() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1)).witness("node99");
        network.run(5);

        network.cut(false);
        network.run(10);

        assertThat(network.board.isolation().orElseThrow().reason())
                .isEqualTo(
                        "no other host answers (node0, node1, node2), nor any witness (node99): this node seems to be"
                                + " cut off; all verdicts on backends elsewhere stay as they are");
        assertThat(network.board.verdicts().values()).allSatisfy(verdict -> {
            assertThat(verdict.up()).isTrue();
            assertThat(verdict.rule()).isEqualTo(Rule.ISOLATION);
            assertThat(verdict.evidence().checks()).isEqualTo(3);
            assertThat(verdict.reason()).contains("connect_timeout").contains("held as it was");
        });
    }

    @Test
    void whenItIsOverTheVerdictsAreWhatTheyWere() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.run(5);
        var before = network.board.verdicts();
        network.cut(true);
        network.run(60);

        network.heal();
        network.run(2);

        assertThat(network.board.verdicts()).isEqualTo(before);
        assertThat(network.events)
                .hasSize(2)
                .last()
                .asString()
                .matches("isolation_ended: node[012] answers, after (59|60|61) s");
    }

    @Test
    void whoDiedDuringTheIsolationIsTakenOutAfterItByChecksOfItsOwn() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.run(5);
        network.changes.clear();
        network.cut(false);
        network.run(30);
        network.die("node1");

        network.heal();
        network.run(5);

        assertThat(network.changes).hasSize(1);
        assertThat(network.changes.getFirst().backend().id().endpoint().host()).isEqualTo("node1");
    }

    @Test
    void aHostThatRefusesProvesThatTheNetworkWorks() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.run(5);

        network.refuse("node0");
        network.die("node1");
        network.die("node2");
        network.run(6);

        assertThat(nodes(3, 1)).allMatch(backend -> status(network, backend) == Status.DOWN);
        assertThat(network.events).isEmpty();
    }

    @Test
    void whatWasDownBeforeStaysDown() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.die("node0");
        network.run(5);

        network.cut(false);
        network.run(30);

        assertThat(status(network, nodes(1, 1).getFirst())).isEqualTo(Status.DOWN);
        assertThat(network.events).hasSize(1);
    }

    @Test
    void backendsOnThisMachineAreJudgedAsEverAndProveNothing() {
        Backend own = peer("service0", "127.0.0.1", 80);
        Backend dying = peer("service0", "127.0.0.2", 80);
        List<Backend> all = new ArrayList<>(nodes(2, 1));
        all.addAll(List.of(own, dying));
        SimulatedNetwork network = new SimulatedNetwork(1, all);
        network.run(5);

        network.cut(false);
        network.die("127.0.0.2");
        network.run(10);

        assertThat(status(network, own)).isEqualTo(Status.UP);
        assertThat(status(network, dying)).isEqualTo(Status.DOWN);
        assertThat(nodes(2, 1)).allMatch(backend -> status(network, backend) == Status.UP);
        assertThat(network.events).hasSize(1);
    }

    @Test
    void turnedOffItTakesOutWhoIsSilent() {
        SimulatedNetwork network = new SimulatedNetwork(1, judgement(3, false), nodes(3, 1));
        network.run(5);

        network.cut(false);
        network.run(5);

        assertThat(nodes(3, 1)).allMatch(backend -> status(network, backend) == Status.DOWN);
    }

    @Test
    void turnedOffDuringAnIsolationItEndsItAndJudgesByChecksAlone() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.run(5);
        network.cut(false);
        network.run(10);

        network.board.judgeBy(judgement(3, false));
        network.run(3);

        assertThat(network.events).last().asString().startsWith("isolation_ended: the guard was turned off");
        assertThat(nodes(3, 1)).allMatch(backend -> status(network, backend) == Status.DOWN);
    }

    @Test
    void whenTheRegistryListsNoneOfTheSilentAnyMoreItIsOver() {
        SimulatedNetwork network = new SimulatedNetwork(1, nodes(3, 1));
        network.run(5);
        network.cut(false);
        network.run(10);

        network.board.replace(List.of(peer("other", "127.0.0.1", 80)));

        assertThat(network.board.isolation()).isEmpty();
        assertThat(network.events).last().asString().contains("the registry lists none of the silent backends");
    }

    @Test
    void theDefaultSettingsGuard() {
        assertThat(Judgement.of(HealthChecks.DEFAULT).guarded()).isTrue();
        assertThat(JudgementRules.DEFAULT.isolation()).isPresent();
    }
}
