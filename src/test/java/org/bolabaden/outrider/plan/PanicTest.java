package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.Percent;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

class PanicTest {
    private static final Backend ONE = peer("node1");
    private static final Backend TWO = peer("node2");
    private static final Backend THREE = peer("node3");
    private static final Backend FOUR = peer("node4");
    private static final Backend HERE = local("node5");

    @Test
    void whenTooFewAreUpAllServe() {
        Situation situation = new Situation().panicBelow(30).up(ONE).down(TWO, THREE, FOUR);

        assertThat(situation.servers()).allMatch(ServerPlan::serving);
        assertThat(situation.service("site").panic()).contains("1 of 4 backends are up, fewer than 30%");
        assertThat(situation.server(ONE).asIfUp()).isFalse();
        assertThat(situation.server(TWO).asIfUp()).isTrue();
        assertThat(situation.server(TWO).reason()).contains("as if it were up", "1 of 4", "down: a test says so");
    }

    @Test
    void atTheThresholdVerdictsAreStillBelieved() {
        Situation situation = new Situation().panicBelow(25).up(ONE).down(TWO, THREE, FOUR);

        assertThat(situation.service("site").panic()).isEmpty();
        assertThat(situation.server(TWO).admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void thoseNobodyHasCheckedAndThoseWhoseAddressIsUnknownStayOut() {
        Situation situation = new Situation()
                .panicBelow(100)
                .down(ONE)
                .unverified(TWO)
                .with(THREE, Held.of(new Verdict(Status.DOWN, Situation.NOW, "dns:nxdomain", Optional.empty())));

        assertThat(situation.server(ONE).serving()).isTrue();
        assertThat(situation.server(TWO).admin()).isEqualTo(Admin.MAINT);
        assertThat(situation.server(THREE).admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void noPanicBreaksOutWhileTheFirstChecksAreOnTheirWayAndNoneEndsByThem() {
        Situation start = new Situation().panicBelow(50).down(ONE).unverified(TWO, THREE, FOUR);
        Decision panicked =
                new Situation().panicBelow(50).down(ONE, TWO, THREE, FOUR).decide();

        assertThat(start.service("site").panic()).isEmpty();
        assertThat(start.after(panicked).service("site").panic()).isPresent();
        assertThat(panicked.memory().panic()).containsExactly(new ServiceName("site"));
    }

    @Test
    void aLocalBackendThatIsReallyUpStillServesFirst() {
        Situation situation = new Situation().panicBelow(60).up(HERE).down(ONE, TWO);

        assertThat(situation.server(HERE).serving()).isTrue();
        assertThat(situation.server(ONE).role()).isEqualTo(Role.FALLBACK);
        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.READY);
    }

    @Test
    void aDeadLocalBackendStaysOutWhileAPeerIsReallyUp() {
        Situation situation =
                new Situation().panicBelow(60).down(HERE, TWO, THREE).up(ONE);

        assertThat(situation.server(HERE).admin()).isEqualTo(Admin.MAINT);
        assertThat(situation.server(HERE).reason()).contains("a peer that is up serves");
        assertThat(situation.server(TWO).serving()).isTrue();
    }

    @Test
    void whenNobodyIsUpTheLocalOneServesToo() {
        assertThat(new Situation().panicBelow(30).down(HERE, ONE).servers()).allMatch(ServerPlan::serving);
    }

    @Test
    void whoIsAwayForMaintenanceIsNoReasonForAPanicAndServesInNone() {
        Situation planned = new Situation()
                .nodeWindow("node1", Mode.DRAIN)
                .panicBelow(60)
                .down(ONE)
                .up(TWO);
        Situation trouble =
                new Situation().nodeWindow("node1", Mode.DRAIN).panicBelow(60).down(ONE, TWO, THREE);

        assertThat(planned.service("site").panic()).isEmpty();
        assertThat(trouble.server(ONE).admin()).isEqualTo(Admin.MAINT);
        assertThat(trouble.server(TWO).serving()).isTrue();
    }

    @Property
    void thePanicIsOverExactlyWhenEnoughAreUp(
            @ForAll @IntRange(min = 1, max = 100) int threshold, @ForAll @Size(min = 1, max = 20) List<Boolean> ups) {
        List<Status> statuses =
                ups.stream().map(up -> up ? Status.UP : Status.DOWN).toList();
        long up = ups.stream().filter(is -> is).count();
        boolean enough = up * 100.0 / ups.size() >= threshold - 1e-9;

        for (boolean before : List.of(true, false)) {
            assertThat(new Panic(new Percent(threshold)).over(statuses, before).isEmpty())
                    .isEqualTo(enough);
        }
    }
}
