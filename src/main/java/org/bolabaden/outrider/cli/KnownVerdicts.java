package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;

/**
 * What a command that plans holds of each backend: the running sidecar's word, and of those that it does not know, or
 * when none runs, that they are healthy.
 *
 * @param verdicts one for each backend of the registry
 * @param fromSidecar whether a sidecar was asked
 */
record KnownVerdicts(Map<BackendId, Verdict> verdicts, boolean fromSidecar) {
    static KnownVerdicts ask(SidecarClient sidecar, Registry registry) throws IOException {
        try {
            return of(registry, Optional.of(sidecar.get("/api/v1/backends")));
        } catch (SidecarClient.NotRunningException notRunning) {
            return of(registry, Optional.empty());
        }
    }

    static KnownVerdicts of(Registry registry, Optional<JsonNode> told) {
        Map<String, JsonNode> rows = new HashMap<>();
        told.ifPresent(list -> list.forEach(row -> rows.put(
                row.path("service").asText() + "/" + row.path("backend").asText(), row)));
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        for (Backend backend : registry.backends()) {
            JsonNode row = rows.get(backend.id().toString());
            verdicts.put(backend.id(), row == null ? assumed() : told(row));
        }
        return new KnownVerdicts(verdicts, told.isPresent());
    }

    /** The plan that this node would make of it now. */
    Plan plan(NodeSettings settings, Registry registry, Drains drains) {
        return plan(settings, registry, verdicts, drains);
    }

    /** The plan that this node would make of these verdicts now. */
    static Plan plan(NodeSettings settings, Registry registry, Map<BackendId, Verdict> verdicts, Drains drains) {
        return Planner.plan(
                        1,
                        Circumstances.judged(
                                registry,
                                settings.healthChecks().pool(),
                                verdicts,
                                KnownPrimaries.of(registry),
                                drains,
                                Instant.now()))
                .plan();
    }

    /** The same with the backends of these down. */
    static Verdict down(String reason) {
        return new Verdict(Verdict.Status.DOWN, Instant.now(), reason, Optional.empty());
    }

    private static Verdict assumed() {
        return new Verdict(
                Verdict.Status.UP, Instant.now(), "assumed healthy: nobody has checked it", Optional.empty());
    }

    private static Verdict told(JsonNode row) {
        Verdict.Status status = Verdict.Status.UNVERIFIED;
        for (Verdict.Status known : Verdict.Status.values()) {
            status = known.word().equals(row.path("status").asText()) ? known : status;
        }
        Optional<InetAddress> address = Optional.of(row.path("address").asText())
                .filter(text -> !text.isEmpty())
                .map(InetAddress::ofLiteral);
        return new Verdict(status, Instant.now(), row.path("reason").asText(), address);
    }
}
