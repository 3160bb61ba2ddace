package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.Test;

class ArrearsTest {
    private static final Backend CHILD = peer("node1");
    private static final Backend DATABASE = TestBackends.peer("database", "node2", 5432);
    private static final Duration ONE_CHECK = TestBackends.SCHEDULE.interval().plus(TestBackends.SCHEDULE.timeout());

    private static Situation situation(boolean childUp, boolean databaseUp) {
        Situation situation = new Situation().dependsOn("site", "database");
        Situation child = childUp ? situation.up(CHILD) : situation.down(CHILD);
        return databaseUp ? child.up(DATABASE) : child.down(DATABASE);
    }

    private static Arrears.Settled settle(Arrears arrears, Situation situation, Instant now) {
        Circumstances circumstances = situation.circumstances();
        return arrears.settle(circumstances.registry(), id -> !circumstances.alive(id), situation.mutes(), now);
    }

    @Test
    void aChildThatIsStillDownOneCheckAfterItsParentIsBackIsReportedOnce() {
        Arrears muted = Arrears.NONE.owing(CHILD.id());

        Arrears.Settled waiting = settle(muted, situation(false, false), NOW);
        Arrears.Settled back = settle(waiting.left(), situation(false, true), NOW);
        Arrears.Settled soon =
                settle(back.left(), situation(false, true), NOW.plus(ONE_CHECK).minusNanos(1));
        Arrears.Settled due = settle(soon.left(), situation(false, true), NOW.plus(ONE_CHECK));

        assertThat(waiting.due()).isEmpty();
        assertThat(waiting.again()).isEmpty();
        assertThat(back.again()).contains(NOW.plus(ONE_CHECK));
        assertThat(soon.due()).isEmpty();
        assertThat(due.due()).containsExactly(CHILD);
        assertThat(due.left()).isEqualTo(Arrears.NONE);
    }

    @Test
    void aChildThatComesBackWithItsParentIsNotReported() {
        Arrears muted = Arrears.NONE.owing(CHILD.id());

        assertThat(settle(muted, situation(true, true), NOW).left()).isEqualTo(Arrears.NONE);
    }

    @Test
    void aParentThatFailsAgainStartsTheWaitAnew() {
        Arrears.Settled back = settle(Arrears.NONE.owing(CHILD.id()), situation(false, true), NOW);
        Arrears.Settled failed = settle(back.left(), situation(false, false), NOW.plusSeconds(1));
        Arrears.Settled again = settle(failed.left(), situation(false, true), NOW.plusSeconds(2));

        assertThat(again.again()).contains(NOW.plusSeconds(2).plus(ONE_CHECK));
    }

    @Test
    void whoeverLeftTheRegistryOrWasReportedIsOwedNothing() {
        Arrears muted = Arrears.NONE.owing(CHILD.id()).owing(peer("gone").id());

        assertThat(settle(muted, situation(false, false), NOW).left().owed()).containsOnlyKeys(CHILD.id());
        assertThat(muted.paid(CHILD.id()).owed()).containsOnlyKeys(peer("gone").id());
    }

    record Moment(boolean childUp, boolean databaseUp) {}

    @Property
    void nobodyIsReportedWhoIsUpOrMutedAndNobodyTwice(
            @ForAll @Size(max = 40) List<Boolean> childUp, @ForAll @Size(max = 40) List<Boolean> databaseUp) {
        Arrears arrears = Arrears.NONE;
        Set<Instant> downs = new HashSet<>();
        int reports = 0;
        boolean before = true;
        Instant now = NOW;
        for (int i = 0; i < Math.min(childUp.size(), databaseUp.size()); i++) {
            Moment moment = new Moment(childUp.get(i), databaseUp.get(i));
            if (before && !moment.childUp() && !moment.databaseUp()) {
                arrears = arrears.owing(CHILD.id());
                downs.add(now);
            }
            Arrears.Settled settled = settle(arrears, situation(moment.childUp(), moment.databaseUp()), now);
            if (!settled.due().isEmpty()) {
                reports++;
                assertThat(moment).isEqualTo(new Moment(false, true));
            }
            arrears = settled.left();
            before = moment.childUp();
            now = now.plusSeconds(1);
        }
        assertThat(reports).isLessThanOrEqualTo(downs.size());
    }
}
