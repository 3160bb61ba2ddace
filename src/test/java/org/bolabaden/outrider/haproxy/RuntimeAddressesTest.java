package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class RuntimeAddressesTest {
    private static final Backend NODE1 = TestBackends.backend("redis", "node1", 6379, false, Weight.DEFAULT);

    private static Optional<InetAddress> completed(String runtimeAddress, int port) {
        Plan plan = Planner.plan(
                        1,
                        Circumstances.judged(
                                TestBackends.registry(TestBackends.service(NODE1)),
                                PoolRules.NONE,
                                Map.of(),
                                Instant.EPOCH))
                .plan();
        ServerRef ref = new ServerRef("redis", "node1:6379");
        Map<ServerRef, ServerState> servers = new LinkedHashMap<>();
        servers.put(
                ref,
                new ServerState(
                        ref,
                        Optional.of(InetAddress.ofLiteral(runtimeAddress)),
                        port,
                        2,
                        0,
                        100,
                        100,
                        Optional.empty(),
                        6));
        ActualState actual = new ActualState(new WorkerInfo(1, "2.6.12", 5), servers, Map.of(), Map.of());
        List<ServerPlan> after = RuntimeAddresses.complete(plan, actual)
                .services()
                .get(new ServiceName("redis"))
                .servers();
        return after.getFirst().address();
    }

    @Test
    void aNameThatIsNotResolvedYetKeepsTheAddressThatHaproxyHas() {
        assertThat(completed("10.8.0.1", 6379)).contains(InetAddress.ofLiteral("10.8.0.1"));
    }

    @Test
    void whatStandsForNoAddressOrIsOfAnotherPortIsNone() {
        assertThat(completed("192.0.2.1", 6379)).isEmpty();
        assertThat(completed("10.8.0.1", 6380)).isEmpty();
    }
}
