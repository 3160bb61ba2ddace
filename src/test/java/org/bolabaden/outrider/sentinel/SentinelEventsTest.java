package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.Test;

class SentinelEventsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";
    private static final String PRIMARY = "master mymaster 127.0.0.1 7001";
    private static final String REPLICA = "slave 127.0.0.1:7002 127.0.0.1 7002 @ mymaster 127.0.0.1 7001";
    private static final Endpoint SECOND = new Endpoint("127.0.0.1", 7002);

    private static SentinelEvent event(String channel, String payload) {
        return SentinelEvents.parse(channel, payload).orElseThrow();
    }

    @Test
    void theFirstSignsNameTheMaster() {
        assertThat(event("+sdown", PRIMARY)).isEqualTo(new SentinelEvent.SubjectivelyDown("mymaster", true));
        assertThat(event("-sdown", PRIMARY)).isEqualTo(new SentinelEvent.SubjectivelyDown("mymaster", false));
        assertThat(event("+odown", PRIMARY + " #quorum 2/2"))
                .isEqualTo(new SentinelEvent.ObjectivelyDown("mymaster", true));
        assertThat(event("-odown", PRIMARY)).isEqualTo(new SentinelEvent.ObjectivelyDown("mymaster", false));
    }

    @Test
    void aReplicaThatIsDownIsNotThePrimary() {
        assertThat(event("+sdown", REPLICA)).isEqualTo(new SentinelEvent.Other("mymaster", "+sdown"));
    }

    @Test
    void aSentinelThatIsDownIsNotThePrimary() {
        assertThat(event("+sdown", "sentinel " + ID + " 127.0.0.1 26003 @ mymaster 127.0.0.1 7001"))
                .isEqualTo(new SentinelEvent.Other("mymaster", "+sdown"));
    }

    @Test
    void epochsAndVotesNameNoMaster() {
        assertThat(event("+new-epoch", "7")).isEqualTo(new SentinelEvent.NewEpoch(new Epoch(7)));
        assertThat(event("+vote-for-leader", ID + " 7"))
                .isEqualTo(new SentinelEvent.VoteForLeader(new SentinelId(ID), new Epoch(7)));
    }

    @Test
    void theStepsOfAFailoverAreRead() {
        assertThat(event("+try-failover", PRIMARY)).isEqualTo(new SentinelEvent.TryFailover("mymaster"));
        assertThat(event("+elected-leader", PRIMARY)).isEqualTo(new SentinelEvent.ElectedLeader("mymaster"));
        assertThat(event("+selected-slave", REPLICA)).isEqualTo(new SentinelEvent.SelectedReplica("mymaster", SECOND));
        assertThat(event("+promoted-slave", REPLICA)).isEqualTo(new SentinelEvent.PromotedReplica("mymaster", SECOND));
        assertThat(event("+failover-end", PRIMARY)).isEqualTo(new SentinelEvent.FailoverEnded("mymaster"));
        assertThat(event("+failover-end-for-timeout", PRIMARY)).isEqualTo(new SentinelEvent.FailoverEnded("mymaster"));
    }

    @Test
    void everyWayToGiveUpAFailoverIsRead() {
        for (String way : new String[] {"not-elected", "no-good-slave", "slave-timeout"}) {
            assertThat(event("-failover-abort-" + way, PRIMARY))
                    .isEqualTo(new SentinelEvent.FailoverAborted("mymaster", "failover-abort-" + way));
        }
    }

    @Test
    void aSwitchNamesBoth() {
        assertThat(event("+switch-master", "mymaster 127.0.0.1 7001 127.0.0.1 7002"))
                .isEqualTo(new SentinelEvent.SwitchMaster("mymaster", new Endpoint("127.0.0.1", 7001), SECOND));
    }

    @Test
    void addressesOfTheSixthVersionAreRead() {
        assertThat(event("+selected-slave", "slave [fd00::2]:7002 fd00::2 7002 @ mymaster fd00::1 7001"))
                .isEqualTo(new SentinelEvent.SelectedReplica("mymaster", new Endpoint("fd00::2", 7002)));
    }

    @Test
    void tiltBeginsAndEnds() {
        assertThat(event("+tilt", "#tilt mode entered")).isEqualTo(new SentinelEvent.Tilt(true));
        assertThat(event("-tilt", "#tilt mode exited")).isEqualTo(new SentinelEvent.Tilt(false));
    }

    @Test
    void whatElseHappensToTheMasterIsAReasonToAskAgain() {
        assertThat(event("+convert-to-slave", REPLICA))
                .isEqualTo(new SentinelEvent.Other("mymaster", "+convert-to-slave"));
        assertThat(event("+reboot", PRIMARY)).isEqualTo(new SentinelEvent.Other("mymaster", "+reboot"));
    }

    @Test
    void whatIsNotOfTheKnownFormIsNothing() {
        assertThat(SentinelEvents.parse("+new-epoch", "-1")).isEmpty();
        assertThat(SentinelEvents.parse("+new-epoch", "99999999999999999999")).isEmpty();
        assertThat(SentinelEvents.parse("+vote-for-leader", ID)).isEmpty();
        assertThat(SentinelEvents.parse("+vote-for-leader", "me 7")).isEmpty();
        assertThat(SentinelEvents.parse("+selected-slave", PRIMARY)).isEmpty();
        assertThat(SentinelEvents.parse("+switch-master", "mymaster 127.0.0.1 7001 127.0.0.1 70020"))
                .isEmpty();
        assertThat(SentinelEvents.parse("+sdown", "master")).isEmpty();
        assertThat(SentinelEvents.parse("+sdown", PRIMARY + " ".repeat(1_000))).isEmpty();
    }

    @Property
    void nothingThatArrivesIsTooMuch(
            @ForAll @StringLength(max = 40) String channel, @ForAll @StringLength(max = 200) String payload) {
        assertThat(SentinelEvents.parse(channel, payload)).isInstanceOf(Optional.class);
        assertThat(SentinelEvents.parse("+selected-slave", "slave x " + payload))
                .isInstanceOf(Optional.class);
        assertThat(SentinelEvents.parse("+switch-master", "m " + payload)).isInstanceOf(Optional.class);
    }
}
