package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Thresholds;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider explain HOST}: who would serve it, and why. */
@Command(name = "explain", description = "Tells who would serve a host name or service from this node, and why.")
final class ExplainCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "HOST", description = "A host name, alias or tcp service")
    private String host = "";

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        Configured configured = Configured.load(parent);
        JsonNode service;
        try {
            service = new SidecarClient(configured.settings().api())
                    .get("/api/v1/services/" + SidecarClient.encode(host));
        } catch (SidecarClient.NotRunningException notRunning) {
            Optional<Service> found = find(configured.registry());
            if (found.isEmpty()) {
                throw new IOException("no service or alias '" + host + "' in the registry", notRunning);
            }
            terminal.err().println("no sidecar answers here, so each backend is asked once now:");
            service = judgeNow(configured.registry(), found.get(), terminal);
        }
        if (json) {
            terminal.out().println(service);
        } else {
            print(terminal, service);
        }
        return service.path("serving").isEmpty() ? OutriderCommand.UNHEALTHY : OutriderCommand.FINE;
    }

    private Optional<Service> find(Registry registry) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return registry.services().values().stream()
                .filter(service -> ProbeCommand.names(service, wanted))
                .findFirst();
    }

    private static JsonNode judgeNow(Registry registry, Service service, Terminal terminal) throws Exception {
        List<Backend> backends = service.backends();
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        Instant now = Instant.now();
        OneShot.check(registry, backends, terminal.err())
                .forEach((backend, result) -> verdicts.put(
                        backend.id(),
                        BackendHealth.unverified(now)
                                .after(result, now, new Thresholds(1, 1))
                                .verdict()));
        Registry alone = new Registry(registry.version(), registry.nodes(), Map.of(service.name(), service), false);
        List<ServerPlan> servers = Planner.plan(1, alone, verdicts).services().values().stream()
                .flatMap(plan -> plan.servers().stream())
                .toList();
        return toJson(service, servers);
    }

    private static JsonNode toJson(Service service, List<ServerPlan> servers) {
        ObjectNode view = MAPPER.createObjectNode();
        view.put("name", service.name().value())
                .put("section", service.section().key());
        view.putArray("serving");
        view.putArray("backends");
        for (ServerPlan server : servers) {
            String backend = server.backend().id().endpoint().toString();
            if (server.serving()) {
                view.withArray("serving").add(backend);
            }
            view.withArray("backends")
                    .addObject()
                    .put("backend", backend)
                    .put("node", server.backend().node().value())
                    .put("state", server.admin().word())
                    .put("weight", server.weight().value())
                    .put("serving", server.serving())
                    .put("plan_reason", server.reason());
        }
        return view;
    }

    private static void print(Terminal terminal, JsonNode service) {
        terminal.out()
                .println(terminal.strong(service.path("name").asText())
                        + (service.path("serving").isEmpty()
                                ? ": " + terminal.bad("nobody would serve it")
                                : " is served by"));
        for (JsonNode backend : service.path("backends")) {
            boolean serving = backend.path("serving").asBoolean();
            String line = "%s %-40s %-6s weight %3d  on %s: %s"
                    .formatted(
                            serving ? "→" : " ",
                            backend.path("backend").asText(),
                            backend.path("state").asText(),
                            backend.path("weight").asInt(),
                            backend.path("node").asText(),
                            backend.path("plan_reason").asText());
            terminal.out().println(serving ? terminal.good(line) : line);
        }
    }
}
