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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Thresholds;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.PoolRules;
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
        JsonNode status = MAPPER.createObjectNode();
        try {
            SidecarClient sidecar = new SidecarClient(configured.settings());
            service = sidecar.get("/api/v1/services/" + SidecarClient.encode(host));
            status = sidecar.get("/api/v1/status");
        } catch (SidecarClient.NotRunningException notRunning) {
            Optional<Service> found = find(configured.registry());
            if (found.isEmpty()) {
                throw new IOException("no service or alias '" + host + "' in the registry", notRunning);
            }
            terminal.err().println("no sidecar answers here, so each backend is asked once now:");
            service = judgeNow(configured, found.get(), terminal);
        }
        if (json) {
            terminal.out().println(service);
        } else {
            Conditions.printIsolation(terminal, status);
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

    private static JsonNode judgeNow(Configured configured, Service service, Terminal terminal) throws Exception {
        Registry registry = configured.registry();
        PoolRules rules = configured.settings().healthChecks().pool();
        List<Backend> backends = service.backends();
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        Map<BackendId, String> said = new HashMap<>();
        Instant now = Instant.now();
        OneShot.check(configured, backends, terminal.err()).forEach((backend, result) -> {
            verdicts.put(
                    backend.id(),
                    BackendHealth.unverified(now)
                            .after(result, now, new Thresholds(1, 1))
                            .verdict());
            result.observed().said().ifPresent(line -> said.put(backend.id(), line));
        });
        Registry alone = new Registry(registry.version(), registry.nodes(), Map.of(service.name(), service), false);
        Circumstances circumstances = Circumstances.judged(
                alone, rules, verdicts, KnownPrimaries.of(alone), KnownDrains.kept(configured.settings()), now);
        return toJson(
                Objects.requireNonNull(
                        Planner.plan(1, circumstances).plan().services().get(service.name())),
                verdicts,
                said);
    }

    private static JsonNode toJson(ServicePlan plan, Map<BackendId, Verdict> verdicts, Map<BackendId, String> said) {
        Service service = plan.service();
        ObjectNode view = MAPPER.createObjectNode();
        view.put("name", service.name().value())
                .put("section", service.section().key());
        plan.panic().ifPresent(why -> view.put("panic", why));
        plan.allMuted().ifPresent(why -> view.put("muted", why));
        view.putArray("serving");
        view.putArray("backends");
        for (ServerPlan server : plan.servers()) {
            String backend = server.backend().id().endpoint().toString();
            if (server.serving()) {
                view.withArray("serving").add(backend);
            }
            ObjectNode row = view.withArray("backends").addObject();
            row.put("backend", backend)
                    .put("node", server.backend().node().value())
                    .put("state", server.admin().word())
                    .put("weight", server.weight().value())
                    .put("serving", server.serving())
                    .put("plan_reason", server.reason())
                    .put("muted", plan.muted(server.backend().id()).orElse(null));
            Optional.ofNullable(verdicts.get(server.backend().id()))
                    .ifPresent(verdict -> row.put("status", verdict.status().word())
                            .put("since", verdict.since().toString())
                            .put("reason", verdict.reason())
                            .put("rule", verdict.rule().word()));
            Optional.ofNullable(said.get(server.backend().id()))
                    .ifPresent(line -> row.putObject("last_check").put("said", line));
        }
        return view;
    }

    /** Which rule made the verdict, since when it stands, and by what evidence. */
    private static String verdict(JsonNode backend) {
        long penalty = backend.path("flap_penalty").asLong();
        return backend.path("status").asText() + " since " + StatusTable.since(backend) + " by rule "
                + backend.path("rule").asText() + ": " + backend.path("reason").asText()
                + (penalty > 0 ? "; flap penalty now " + penalty : "");
    }

    private static String muted(JsonNode service, JsonNode backend) {
        String why = backend.path("muted").asText();
        boolean said = service.hasNonNull("muted")
                || !backend.hasNonNull("muted")
                || backend.path("plan_reason").asText().contains(why);
        return said ? "" : "; events muted: " + why;
    }

    private static void print(Terminal terminal, JsonNode service) {
        terminal.out()
                .println(terminal.strong(service.path("name").asText())
                        + (service.path("serving").isEmpty()
                                ? ": " + terminal.bad("nobody would serve it")
                                : " is served by"));
        Conditions.print(terminal, service);
        for (JsonNode backend : service.path("backends")) {
            boolean serving = backend.path("serving").asBoolean();
            String line = "%s %-40s %-6s weight %3d  on %s: %s"
                    .formatted(
                            serving ? "→" : " ",
                            backend.path("backend").asText(),
                            backend.path("state").asText(),
                            backend.path("weight").asInt(),
                            backend.path("node").asText(),
                            backend.path("plan_reason").asText() + muted(service, backend));
            terminal.out().println(serving ? terminal.good(line) : line);
            if (backend.hasNonNull("rule")) {
                terminal.out().println(terminal.faint("    " + verdict(backend)));
            }
            String said = backend.path("last_check").path("said").asText("");
            if (!said.isEmpty()) {
                terminal.out().println(terminal.faint("    its last check said: " + said));
            }
        }
        PrimaryLines.explain(terminal, service);
    }
}
