package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class AgentAnswerTest {
    private static final NodeName SELF = new NodeName("node1");
    private static final Backend BACKEND = TestBackends.peer("site", "node2", 80);

    private static Optional<String> asked(String question, ServerPlan.Admin admin, int weight, Drains drains) {
        Service service = TestBackends.service(BACKEND);
        ServerPlan server = new ServerPlan(
                BACKEND, admin, new Weight(weight), ServerPlan.Role.ACTIVE, Optional.empty(), "its check\nfailed");
        Plan plan = new Plan(1, Map.of(service.name(), new ServicePlan(service, List.of(server))));
        return AgentAnswer.to(question, SELF, plan, drains);
    }

    private static Optional<String> asked(String question, Drains drains) {
        return asked(question, ServerPlan.Admin.READY, 100, drains);
    }

    private static Drains drained(String node) {
        return Drains.NONE.with(new Drain(
                new Target.OfNode(new NodeName(node)), Optional.empty(), Instant.EPOCH, Optional.empty(), false, SELF));
    }

    @Test
    void whoSaysNothingAsksAboutThisNode() {
        assertThat(asked("", Drains.NONE)).contains("ready up\n");
        assertThat(asked("\n", drained("node1"))).contains("drain\n");
        assertThat(asked("", drained("node2"))).contains("ready up\n");
    }

    @Test
    void aNodeIsDrainedOrNot() {
        assertThat(asked("NODE2\n", drained("node2"))).contains("drain\n");
        assertThat(asked("node2", drained("node1"))).contains("ready up\n");
        assertThat(asked("node9", Drains.NONE)).isEmpty();
    }

    @Test
    void aBackendHasItsShareOrIsDrainedOrIsDownAndWhy() {
        String question = "site/node2:80\r\n";
        assertThat(asked(question, ServerPlan.Admin.READY, 25, Drains.NONE)).contains("ready up 25%\n");
        assertThat(asked(question, ServerPlan.Admin.DRAIN, 0, Drains.NONE)).contains("drain\n");
        assertThat(asked(question, ServerPlan.Admin.MAINT, 100, Drains.NONE)).contains("down #its check failed\n");
        assertThat(asked("site/node2:81", ServerPlan.Admin.READY, 100, Drains.NONE))
                .isEmpty();
    }
}
