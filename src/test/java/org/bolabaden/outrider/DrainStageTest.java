package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainSource;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Loss;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainStageTest {
    private static final NodeName HERE = new NodeName("here");
    private static final Backend ONE = TestBackends.peer("site", "node1", 80);
    private static final Backend TWO = TestBackends.peer("site", "node2", 80);
    private static final Target NODE1 = new Target.OfNode(ONE.node());
    private static final Target BACKEND = new Target.OfBackend(ONE.id());
    private static final DrainWish HALF_AN_HOUR =
            new DrainWish(Optional.of("new kernel"), Optional.of(Duration.ofMinutes(30)), false);
    private static final DrainWish FORCED = new DrainWish(Optional.empty(), Optional.empty(), true);

    @TempDir
    Path state;

    private final List<Event> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T10:00:00Z");

    private DrainStage stage() {
        return stage(DrainSource.NONE);
    }

    private DrainStage stage(DrainSource elsewhere) {
        return new DrainStage(state, HERE, elsewhere, events::add, () -> now);
    }

    private static Loss.World bothUp() {
        return new Loss.World(TestBackends.registry(TestBackends.service(ONE, TWO)), id -> true, Set.of());
    }

    private static Loss.World oneUp() {
        return new Loss.World(TestBackends.registry(TestBackends.service(ONE, TWO)), ONE.id()::equals, Set.of());
    }

    @Test
    void aDrainSurvivesARestart() throws Exception {
        Drain drain = stage().add(NODE1, HALF_AN_HOUR, bothUp());

        assertThat(stage().inForce().all()).containsExactly(drain);
        assertThat(events).extracting(Event::name).containsExactly("drain_started");
        assertThat(events.getFirst().reason())
                .contains("node1 drained since 2026-11-28T10:00:00Z: new kernel, until 2026-11-28T10:30:00Z");
    }

    @Test
    void itEndsByItselfAndThatIsToldOnce() throws Exception {
        DrainStage stage = stage();
        stage.add(BACKEND, HALF_AN_HOUR, bothUp());
        now = now.plus(Duration.ofMinutes(30));

        assertThat(stage.inForce().isEmpty()).isTrue();
        assertThat(stage.settle(now).isEmpty()).isTrue();
        assertThat(stage.settle(now).isEmpty()).isTrue();
        assertThat(stage().settle(now).isEmpty()).isTrue();
        assertThat(events).extracting(Event::name).containsExactly("drain_started", "drain_ended");
        assertThat(events.getLast().service()).contains("site");
        assertThat(events.getLast().backend()).contains("node1:80");
        assertThat(events.getLast().reason()).contains("site/node1:80 expired at 2026-11-28T10:30:00Z");
    }

    @Test
    void oneThatEndedWhileNobodyRanIsToldAtTheNextStart() throws Exception {
        stage().add(NODE1, HALF_AN_HOUR, bothUp());
        now = now.plus(Duration.ofHours(1));
        events.clear();

        assertThat(stage().settle(now).isEmpty()).isTrue();

        assertThat(events).extracting(Event::name).containsExactly("drain_ended");
    }

    @Test
    void itIsTakenBackOnce() throws Exception {
        DrainStage stage = stage();
        stage.add(NODE1, HALF_AN_HOUR, bothUp());

        assertThat(stage.remove(NODE1)).isTrue();
        assertThat(stage.remove(NODE1)).isFalse();
        assertThat(stage().inForce().isEmpty()).isTrue();
        assertThat(events.getLast().reason().orElse("")).startsWith("node1 undrained on here; was drained since");
    }

    @Test
    void askingAgainChangesTheEndAndKeepsTheBeginning() throws Exception {
        DrainStage stage = stage();
        Drain first = stage.add(NODE1, HALF_AN_HOUR, bothUp());
        now = now.plus(Duration.ofMinutes(10));

        Drain second = stage.add(NODE1, HALF_AN_HOUR, bothUp());

        assertThat(second.since()).isEqualTo(first.since());
        assertThat(second.until()).contains(now.plus(Duration.ofMinutes(30)));
        assertThat(stage.inForce().all()).containsExactly(second);
    }

    @Test
    void theLastHealthyOneIsTakenByForceAlone() throws Exception {
        DrainStage stage = stage();

        assertThatThrownBy(() -> stage.add(NODE1, HALF_AN_HOUR, oneUp()))
                .isInstanceOf(DrainRefusedException.class)
                .hasMessage("draining node1 is refused: nobody else is healthy for site; with force it is done"
                        + " nevertheless");
        assertThat(stage.inForce().isEmpty()).isTrue();

        assertThat(stage.add(NODE1, FORCED, oneUp()).forced()).isTrue();
        assertThat(events.getLast().reason().orElse("")).endsWith("; forced, although nobody else is healthy for site");
    }

    @Test
    void aFileThatCannotBeReadIsKeptAsideAndNothingIsDrained() throws Exception {
        Files.writeString(state.resolve("drains.json"), "{nonsense");

        DrainStage stage = stage();

        assertThat(stage.inForce().isEmpty()).isTrue();
        assertThat(events).extracting(Event::name).containsExactly("state_unreadable");
        assertThat(state.resolve("drains.json.unreadable")).content().isEqualTo("{nonsense");
        stage.add(NODE1, HALF_AN_HOUR, bothUp());
        assertThat(stage().inForce().all()).hasSize(1);
    }

    @Test
    void aDiskThatRefusesIsToldOnceAndTheDrainIsInForceAllTheSame() throws IOException, DrainRefusedException {
        Path noDirectory = Files.writeString(state.resolve("file"), "");
        DrainStage stage = new DrainStage(noDirectory, HERE, DrainSource.NONE, events::add, () -> now);
        events.clear();

        stage.add(NODE1, HALF_AN_HOUR, bothUp());
        stage.add(BACKEND, HALF_AN_HOUR, bothUp());

        assertThat(stage.inForce().all()).hasSize(2);
        assertThat(events)
                .extracting(Event::name)
                .containsExactly("state_not_written", "drain_started", "drain_started");
    }

    @Test
    void whatTheDiskRefusedIsWrittenOnceItTakesIt() throws IOException, DrainRefusedException {
        Path late = Files.writeString(state.resolve("file"), "");
        DrainStage stage = new DrainStage(late, HERE, DrainSource.NONE, events::add, () -> now);
        stage.add(NODE1, HALF_AN_HOUR, bothUp());
        stage.catchUp();
        Files.delete(late);
        events.clear();

        stage.catchUp();
        stage.catchUp();

        assertThat(events).extracting(Event::name).containsExactly("state_written");
        assertThat(new DrainStage(late, HERE, DrainSource.NONE, events::add, () -> now)
                        .inForce()
                        .all())
                .hasSize(1);
    }

    /** Another node, as it was heard last. */
    private static final class Other implements DrainSource {
        private OwnDrains said = OwnDrains.NONE;
        private boolean known = true;

        @Override
        public Drains made() {
            return said.drains();
        }

        @Override
        public Set<DrainId> revoked() {
            return said.revoked();
        }

        @Override
        public boolean isKnown(NodeName node) {
            return known;
        }
    }

    private Drain theirs(Target target) {
        return new Drain(target, Optional.empty(), now, Optional.empty(), false, new NodeName("node2"));
    }

    @Test
    void whatIsDrainedElsewhereIsInForceHereAndNotKeptHere() throws Exception {
        Other other = new Other();
        Drain theirs = theirs(NODE1);
        other.said = OwnDrains.NONE.with(Drains.NONE.with(theirs));
        DrainStage stage = stage(other);
        Drain ours = stage.add(BACKEND, HALF_AN_HOUR, bothUp());

        assertThat(stage.inForce().all()).containsExactly(theirs, ours);
        assertThat(stage().inForce().all()).containsExactly(ours);
    }

    @Test
    void whatIsDrainedElsewhereCanBeUndrainedHereAlsoWhileThatNodeIsOutOfReach() {
        Other other = new Other();
        other.said = OwnDrains.NONE.with(Drains.NONE.with(theirs(NODE1)));
        DrainStage stage = stage(other);

        assertThat(stage.remove(NODE1)).isTrue();

        assertThat(stage.inForce().isEmpty()).isTrue();
        assertThat(stage(other).inForce().isEmpty()).as("after a restart").isTrue();
        assertThat(stage.remove(NODE1)).isFalse();
    }

    @Test
    void whatWasUndrainedElsewhereEndsHereAndIsTold() throws Exception {
        Other other = new Other();
        DrainStage stage = stage(other);
        Drain drain = stage.add(NODE1, HALF_AN_HOUR, bothUp());

        other.said = OwnDrains.NONE.and(drain.id());

        assertThat(stage.inForce().isEmpty()).isTrue();
        assertThat(stage.settle(now).isEmpty()).isTrue();
        assertThat(stage.own().drains().isEmpty()).isTrue();
        assertThat(events.getLast().name()).isEqualTo("drain_ended");
        assertThat(events.getLast().reason().orElseThrow()).contains("node1 undrained on another node");
    }

    @Test
    void aDrainThatFollowsOneThatWasUndrainedElsewhereIsAnother() throws Exception {
        Other other = new Other();
        DrainStage stage = stage(other);
        other.said = OwnDrains.NONE.and(stage.add(NODE1, HALF_AN_HOUR, bothUp()).id());
        now = now.plusSeconds(1);

        Drain again = stage.add(NODE1, HALF_AN_HOUR, bothUp());

        assertThat(stage.settle(now).all()).containsExactly(again);
    }

    @Test
    void anUndrainingIsForgottenWhenItsNodeIsKnownToHaveHeardOfIt() {
        Other other = new Other();
        other.said = OwnDrains.NONE.with(Drains.NONE.with(theirs(NODE1)));
        DrainStage stage = stage(other);
        stage.remove(NODE1);

        stage.settle(now);
        assertThat(stage.own().revoked()).hasSize(1);
        other.known = false;
        other.said = OwnDrains.NONE;
        stage.settle(now);
        assertThat(stage.own().revoked()).as("while it is not known").hasSize(1);

        other.known = true;
        stage.settle(now);
        assertThat(stage.own().revoked()).isEmpty();
    }
}
