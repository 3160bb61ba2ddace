package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider probe redis-main}: one check now. */
@Command(name = "probe", description = "Checks a service's backends, or one backend, once: timings and reason.")
final class ProbeCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "SERVICE|BACKEND",
            description = "A service or alias, SERVICE/HOST:PORT, or HOST:PORT")
    private String target = "";

    @Option(names = "--json", description = "Print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        Configured configured = Configured.load(parent);
        Registry registry = configured.registry();
        List<Backend> backends = find(registry, target);
        if (backends.isEmpty()) {
            terminal.err()
                    .println("no service or backend '" + target + "' in the registry; services: "
                            + registry.services().keySet());
            return OutriderCommand.BAD_USAGE;
        }
        Map<Backend, ProbeResult> results = Progress.<Map<Backend, ProbeResult>, Exception>during(
                terminal, "checking", () -> OneShot.check(configured, backends, terminal.err()));
        if (json) {
            terminal.out().println(toJson(results));
        } else {
            results.forEach((backend, result) -> print(terminal, backend, result));
        }
        return results.values().stream().allMatch(ProbeResult::passed)
                ? OutriderCommand.FINE
                : OutriderCommand.UNHEALTHY;
    }

    static List<Backend> find(Registry registry, String target) {
        String wanted = target.toLowerCase(Locale.ROOT);
        return registry.services().values().stream()
                .flatMap(service -> service.backends().stream()
                        .filter(backend -> names(service, wanted)
                                || backend.id()
                                        .toString()
                                        .toLowerCase(Locale.ROOT)
                                        .equals(wanted)
                                || backend.id()
                                        .endpoint()
                                        .toString()
                                        .toLowerCase(Locale.ROOT)
                                        .equals(wanted)))
                .toList();
    }

    static boolean names(Service service, String lowerCase) {
        return service.name().value().toLowerCase(Locale.ROOT).equals(lowerCase)
                || service.aliases().stream()
                        .anyMatch(alias -> alias.toLowerCase(Locale.ROOT).equals(lowerCase));
    }

    private static void print(Terminal terminal, Backend backend, ProbeResult result) {
        ProbeResult.Timings timings = result.timings();
        String outcome = result.failure().map(Object::toString).orElse("passed");
        terminal.out()
                .printf(
                        "%s %-50s %-20s dns %.1f  connect %.1f  tls %.1f  first byte %.1f  total %.1f ms%n",
                        result.passed() ? terminal.good("✔") : terminal.bad("✘"),
                        backend.id(),
                        result.passed() ? terminal.good(outcome) : terminal.bad(outcome),
                        timings.dns() / 1e6,
                        timings.connect() / 1e6,
                        timings.tls() / 1e6,
                        timings.firstByte() / 1e6,
                        timings.total() / 1e6);
        result.observed()
                .said()
                .filter(line -> !line.isEmpty())
                .ifPresent(line -> terminal.out().println(terminal.faint("    it said: " + line)));
    }

    private static String toJson(Map<Backend, ProbeResult> results) throws Exception {
        ArrayNode array = MAPPER.createArrayNode();
        results.forEach((backend, result) -> array.addObject()
                .put("service", backend.id().service().value())
                .put("backend", backend.id().endpoint().toString())
                .put("node", backend.node().value())
                .put("type", backend.check().type())
                .put("passed", result.passed())
                .put("reason", result.failure().map(Object::toString).orElse(null))
                .put("status", result.status())
                .put("said", result.observed().said().orElse(null))
                .put("dns_ms", result.timings().dns() / 1e6)
                .put("connect_ms", result.timings().connect() / 1e6)
                .put("tls_ms", result.timings().tls() / 1e6)
                .put("first_byte_ms", result.timings().firstByte() / 1e6)
                .put("total_ms", result.timings().total() / 1e6));
        return MAPPER.writeValueAsString(array);
    }
}
