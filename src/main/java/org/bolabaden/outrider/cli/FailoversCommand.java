package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider failovers}: how the last changes of primaries went, step by step. */
@Command(name = "failovers", description = "Lists the last changes of primaries, with the time of each step.")
final class FailoversCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Of this service alone")
    private @Nullable String service;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        ArrayNode all = failovers(SidecarClient.configured(parent));
        if (json) {
            terminal.out().println(all);
        } else if (all.isEmpty()) {
            terminal.out().println("no primary has changed yet");
        } else {
            all.forEach(failover -> {
                terminal.out().println(terminal.strong(failover.path("service").asText()));
                PrimaryLines.timeline(terminal, failover);
            });
        }
        terminal.out().flush();
        return OutriderCommand.FINE;
    }

    private ArrayNode failovers(SidecarClient sidecar) throws IOException {
        ArrayNode all = new ObjectMapper().createArrayNode();
        Optional<String> wanted = Optional.ofNullable(service);
        if (wanted.isPresent()) {
            add(all, sidecar.get("/api/v1/services/" + SidecarClient.encode(wanted.get())));
        } else {
            sidecar.get("/api/v1/services").forEach(one -> add(all, one));
        }
        return all;
    }

    private static void add(ArrayNode all, JsonNode service) {
        service.path("failovers").forEach(all::add);
    }
}
