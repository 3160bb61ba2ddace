package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.haproxy.ExclusivePools.Pool;
import org.bolabaden.outrider.haproxy.Switches.Switch;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

class SwitchesTest {
    private static final String REDIS = "redis";
    private static final String A = "a:1";
    private static final String B = "b:2";

    private final Switches switches = new Switches();

    @Test
    void whoIsFoundReadyAtFirstHasNotMoved() {
        assertThat(switches.observe(offering(A), ready(A), ready(A))).isEmpty();
        assertThat(switches.observe(offering(A), ready(A), ready(A))).isEmpty();
    }

    @Test
    void aMoveIsNewsWithWhoLeft() {
        assertThat(switches.observe(offering(B), ready(A), ready(B))).containsExactly(moved(A, B, true, A));
    }

    @Test
    void aWorkerWithAnOlderFileIsPutRightWithoutNews() {
        switches.observe(offering(B), ready(A), ready(B));

        assertThat(switches.observe(offering(B), ready(A), ready(B))).containsExactly(moved(B, B, false, A));
    }

    @Test
    void aMoveThatWasReadLateIsTold() {
        switches.observe(offering(A), ready(A), ready(A));

        assertThat(switches.observe(offering(B), ready(B), ready(B))).containsExactly(moved(A, B, true, A));
    }

    @Test
    void nobodyIsToldAsNobody() {
        switches.observe(offering(A), ready(A), ready(A));

        assertThat(switches.observe(offering(), ready(A), ready()))
                .containsExactly(new Switch(
                        new ServiceName(REDIS),
                        Optional.of(A),
                        Optional.empty(),
                        Set.of(new ServerRef(REDIS, A)),
                        true));
        assertThat(switches.observe(offering(B), ready(), ready(B)))
                .containsExactly(new Switch(new ServiceName(REDIS), Optional.empty(), Optional.of(B), Set.of(), true));
    }

    @Test
    void anOperatorsOwnServerHasNoPart() {
        assertThat(switches.observe(offering(A), ready(A, "by-hand"), ready(A))).isEmpty();
    }

    private static Switch moved(String from, String to, boolean news, String left) {
        return new Switch(
                new ServiceName(REDIS), Optional.of(from), Optional.of(to), Set.of(new ServerRef(REDIS, left)), news);
    }

    private static ExclusivePools offering(String... servers) {
        return new ExclusivePools(Map.of(REDIS, new Pool(new ServiceName(REDIS), Map.of(A, A, B, B), Set.of(servers))));
    }

    private static ActualState ready(String... servers) {
        Map<ServerRef, ServerState> states = new LinkedHashMap<>();
        for (String name : new String[] {A, B, "by-hand"}) {
            ServerRef ref = new ServerRef(REDIS, name);
            boolean up = Set.of(servers).contains(name);
            states.put(
                    ref,
                    new ServerState(ref, Optional.empty(), 1, up ? 2 : 0, up ? 0 : 1, 100, 100, Optional.empty(), 0));
        }
        return new ActualState(new WorkerInfo(1, "3.2", 1), states, Map.of(), Map.of());
    }

    @Test
    void ofTwoThatWereReadyTheOneThatLeftIsToldToHaveBeenThere() {
        assertThat(switches.observe(offering(A), ready(A, B), ready(A))).containsExactly(moved(B, A, true, B));
    }
}
