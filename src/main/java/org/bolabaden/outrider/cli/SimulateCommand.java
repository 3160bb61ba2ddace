package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider simulate --down node1}: the plan that this node would make. Nothing is changed. */
@Command(
        name = "simulate",
        description = "Tells who would serve each service from this node if others were down. Changes nothing.")
final class SimulateCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--down",
            required = true,
            split = ",",
            paramLabel = "NODE|SERVICE/BACKEND",
            description = "Nodes, or single backends, to take for dead; repeated or separated by commas")
    private List<String> down = List.of();

    @Option(names = "--json", description = "Print a JSON array, a service an element")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        if (down.isEmpty() || down.stream().anyMatch(String::isBlank)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--down names nobody; expected nodes or backends, such as --down node1,redis-main/node2:6379");
        }
        Configured configured = Configured.load(parent);
        Registry registry = configured.registry();
        Set<BackendId> dead = new TreeSet<>();
        for (String target : down) {
            List<BackendId> hit = hit(registry, target.strip());
            if (hit.isEmpty()) {
                throw new IOException("no node or backend '" + target + "' in the registry; nodes: " + nodes(registry));
            }
            dead.addAll(hit);
        }
        SidecarClient sidecar = new SidecarClient(configured.settings());
        KnownVerdicts known = KnownVerdicts.ask(sidecar, registry);
        Drains drains = KnownDrains.ask(sidecar, configured.settings());
        Map<BackendId, Verdict> verdicts = new HashMap<>(known.verdicts());
        dead.forEach(id -> verdicts.put(id, KnownVerdicts.down("taken for dead")));
        Plan now = known.plan(configured.settings(), registry, drains);
        Plan then = KnownVerdicts.plan(configured.settings(), registry, verdicts, drains);
        if (json) {
            terminal.out().println(toJson(now, then));
        } else {
            if (!known.fromSidecar()) {
                terminal.err().println("no sidecar answers here, so every other backend is taken for healthy");
            }
            then.services().forEach((name, service) -> print(terminal, service, serving(now, name)));
        }
        boolean allServed = then.services().keySet().stream()
                .noneMatch(name -> serving(then, name).isEmpty());
        return allServed ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private static List<BackendId> hit(Registry registry, String target) {
        String wanted = target.toLowerCase(Locale.ROOT);
        return registry.backends().stream()
                .filter(backend -> node(backend).equals(wanted)
                        || backend.id().toString().toLowerCase(Locale.ROOT).equals(wanted))
                .map(Backend::id)
                .toList();
    }

    private static String node(Backend backend) {
        return backend.node().value().toLowerCase(Locale.ROOT);
    }

    private static Set<String> nodes(Registry registry) {
        Set<String> names = new TreeSet<>();
        registry.backends().forEach(backend -> names.add(backend.node().value()));
        return names;
    }

    private static List<String> serving(Plan plan, ServiceName service) {
        ServicePlan found = plan.services().get(service);
        return found == null
                ? List.of()
                : found.servers().stream()
                        .filter(ServerPlan::serving)
                        .map(server -> server.backend().id().endpoint().toString())
                        .toList();
    }

    private static void print(Terminal terminal, ServicePlan service, List<String> before) {
        ServiceName name = service.service().name();
        List<String> after = serving(new Plan(0, Map.of(name, service)), name);
        String line = "%-40s %s".formatted(name, after.isEmpty() ? "nobody" : String.join(", ", after));
        if (after.isEmpty()) {
            terminal.out().println(terminal.bad(line));
        } else if (after.equals(before)) {
            terminal.out().println(line);
        } else {
            String was = before.isEmpty() ? "nobody" : String.join(", ", before);
            terminal.out().println(terminal.strong(line) + terminal.faint("  instead of " + was));
        }
        Conditions.print(terminal, conditions(service, MAPPER.createObjectNode()));
    }

    private static ObjectNode conditions(ServicePlan service, ObjectNode into) {
        service.panic().ifPresent(why -> into.put("panic", why));
        service.allMuted().ifPresent(why -> into.put("muted", why));
        service.servers().stream()
                .filter(server -> server.admin() == ServerPlan.Admin.DRAIN)
                .forEach(server -> into.withArray("drained")
                        .add(server.backend().id().endpoint().toString()));
        return into;
    }

    private static ArrayNode toJson(Plan now, Plan then) {
        ArrayNode list = MAPPER.createArrayNode();
        then.services().forEach((name, planned) -> {
            ObjectNode service = list.addObject().put("service", name.value());
            serving(now, name).forEach(service.putArray("serving_now")::add);
            serving(then, name).forEach(service.putArray("would_serve")::add);
            conditions(planned, service);
        });
        return list;
    }
}
