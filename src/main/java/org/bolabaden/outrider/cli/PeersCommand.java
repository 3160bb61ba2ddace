package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider peers}: the sidecars of the other nodes. */
@Command(
        name = "peers",
        description = "Lists the sidecars of the other nodes, as they are seen from here; 1 while one does not answer.")
final class PeersCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        JsonNode peers = SidecarClient.configured(parent).get("/api/v1/peers");
        if (json) {
            terminal.out().println(peers);
        } else if (peers.isEmpty()) {
            terminal.out().println("no peers: list nodes: in services.yaml, or peers: in watcher.yaml");
        } else {
            peers.forEach(peer -> print(terminal, peer));
        }
        terminal.out().flush();
        boolean allUp = true;
        for (JsonNode peer : peers) {
            allUp &= peer.path("up").asBoolean();
        }
        return allUp ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private static void print(Terminal terminal, JsonNode peer) {
        boolean up = peer.path("up").asBoolean();
        String state = peer.path("state").asText();
        terminal.out()
                .printf(
                        "%-24s %-8s %s  %s%n",
                        peer.path("node").asText(),
                        up ? terminal.good(state) : terminal.bad(state),
                        "since " + peer.path("since").asText().replaceFirst("\\.\\d+Z", "Z"),
                        peer.path("url").asText());
        notes(peer).forEach(note -> terminal.out().println("  " + note));
    }

    private static List<String> notes(JsonNode peer) {
        List<String> notes = new ArrayList<>();
        if (peer.hasNonNull("reason")) {
            notes.add(peer.path("reason").asText());
        }
        if (peer.hasNonNull("in_step") && !peer.path("in_step").asBoolean()) {
            notes.add(
                    "serves version " + peer.path("registry").asText() + " of the registry, which is not this node's");
        }
        if (peer.hasNonNull("isolated")) {
            notes.add("seems to be cut off: " + peer.path("isolated").asText());
        }
        peer.path("sees").properties().forEach(seen -> {
            if (!seen.getValue().asBoolean()) {
                notes.add("does not reach the sidecar of " + seen.getKey());
            }
        });
        peer.path("not_up").forEach(backend -> notes.add("sees " + backend.asText()));
        return notes;
    }
}
