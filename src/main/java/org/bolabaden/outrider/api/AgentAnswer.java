package org.bolabaden.outrider.api;

import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What an HAProxy elsewhere that asks by {@code agent-check} is told, in the words of its documentation (configuration
 * manual, {@code agent-check}). Pure.
 */
final class AgentAnswer {
    private static final int WHOLE = 100;
    private static final int LONGEST_REASON = 200;
    private static final String DRAIN = "drain\n";
    private static final String WELL = "ready up\n";

    private AgentAnswer() {}

    /**
     * The answer.
     *
     * @param question what its {@code agent-send} says: {@code SERVICE/HOST:PORT}, or a node; nothing: this node
     * @return empty when there is nothing to say: HAProxy then leaves its server as it is
     */
    static Optional<String> to(String question, NodeName self, Plan plan, Drains drains) {
        String asked = question.strip();
        if (asked.indexOf('/') >= 0) {
            return servers(plan)
                    .filter(server -> server.backend().id().toString().equalsIgnoreCase(asked))
                    .findFirst()
                    .map(AgentAnswer::of);
        }
        String node = asked.isEmpty() ? self.value() : asked;
        boolean known = node.equalsIgnoreCase(self.value()) || servers(plan).anyMatch(server -> isOn(server, node));
        return known ? Optional.of(isDrained(node, drains) ? DRAIN : WELL) : Optional.empty();
    }

    private static Stream<ServerPlan> servers(Plan plan) {
        return plan.services().values().stream().flatMap(service -> service.servers().stream());
    }

    private static boolean isOn(ServerPlan server, String node) {
        return server.backend().node().value().equalsIgnoreCase(node);
    }

    private static boolean isDrained(String node, Drains drains) {
        return drains.all().stream()
                .anyMatch(drain -> drain.target() instanceof Target.OfNode of
                        && of.node().value().equalsIgnoreCase(node));
    }

    private static String of(ServerPlan server) {
        return switch (server.admin()) {
            case DRAIN -> DRAIN;
            case MAINT -> "down #" + line(server.reason()) + "\n";
            case READY -> "ready up " + share(server) + "%\n";
        };
    }

    /** A line break would begin another answer. */
    private static String line(String reason) {
        return Visible.line(reason, LONGEST_REASON);
    }

    private static long share(ServerPlan server) {
        int full = server.backend().weight().value();
        return full == 0
                ? WHOLE
                : Math.clamp(Math.round(WHOLE * (double) server.weight().value() / full), 0, WHOLE);
    }
}
