package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.haproxy.Command.AddServer;
import org.bolabaden.outrider.haproxy.Command.SetWeight;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Command WEIGHT = new SetWeight(new ServerRef("site", "a:1"), new Weight(7));
    private static final String UNKNOWN = "No such server.";
    private static final String DISABLED = "Proxy is disabled.";

    private final List<Event> told = new ArrayList<>();
    private final Refusals refusals = new Refusals(told::add);

    @Test
    void aRefusalIsToldOnceAndNotTriedBeforeTheNextFullPass() {
        refusals.refused(WEIGHT, UNKNOWN);
        assertThat(refusals.holds(WEIGHT)).isTrue();
        refusals.retry();
        assertThat(refusals.holds(WEIGHT)).isFalse();
        refusals.refused(WEIGHT, UNKNOWN);

        assertThat(told).hasSize(1);
        assertThat(refusals.known(WEIGHT)).isTrue();
    }

    @Test
    void whatWasAcceptedIsToldAgainWhenItIsRefusedAgain() {
        refusals.refused(WEIGHT, UNKNOWN);
        refusals.accepted(WEIGHT);
        assertThat(refusals.known(WEIGHT)).isFalse();
        refusals.refused(WEIGHT, UNKNOWN);

        assertThat(told).hasSize(2);
    }

    @Test
    void aServerThatStillHasConnectionsIsNoNews() {
        refusals.refused(WEIGHT, "Server still has connections attached to it, cannot remove it.");

        assertThat(told).isEmpty();
        assertThat(refusals.holds(WEIGHT)).isTrue();
    }

    @Test
    void aWorkerThatIsLeavingRefusesEverythingAndThatIsNoNews() {
        refusals.refused(WEIGHT, DISABLED);
        assertThat(refusals.holds(WEIGHT)).isTrue();
        refusals.forget();
        refusals.refused(WEIGHT, DISABLED);

        assertThat(told).isEmpty();
    }

    @Test
    void aProxyThatStaysDisabledIsToldAtTheSecondPass() {
        refusals.refused(WEIGHT, DISABLED);
        refusals.retry();
        refusals.refused(WEIGHT, DISABLED);
        refusals.retry();
        refusals.refused(WEIGHT, DISABLED);

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().toString()).contains("Proxy is disabled");
    }

    @Test
    void whatWasAcceptedSinceIsDoubtedAnew() {
        refusals.refused(WEIGHT, DISABLED);
        refusals.accepted(WEIGHT);
        refusals.retry();
        refusals.refused(WEIGHT, DISABLED);

        assertThat(told).isEmpty();
    }

    @Test
    void aServerThatIsNotAddedIsToldAsThat() {
        Command add =
                new AddServer(new ServerRef("site", "a:1"), InetAddress.ofLiteral("10.0.0.1"), 1, new Weight(7), false);

        refusals.refused(add, UNKNOWN);
        refusals.refused(WEIGHT, UNKNOWN);

        assertThat(told).extracting(Event::name).containsExactly("server_not_added", "haproxy_command_failed");
        assertThat(told.getLast().reason()).contains("'set server site/a:1 weight 7': " + UNKNOWN);
    }

    @Test
    void anotherWorkerIsAskedAnewAndToldOfAnew() {
        refusals.refused(WEIGHT, UNKNOWN);

        refusals.forget();

        assertThat(refusals.holds(WEIGHT)).isFalse();
        assertThat(refusals.known(WEIGHT)).isFalse();
        refusals.refused(WEIGHT, UNKNOWN);
        assertThat(told).hasSize(2);
    }
}
