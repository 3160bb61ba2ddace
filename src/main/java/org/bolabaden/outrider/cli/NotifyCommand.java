package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.notify.Message;
import org.bolabaden.outrider.notify.deliver.Courier;
import org.bolabaden.outrider.notify.deliver.Outcome;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Receiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider notify --test}: whether those who are to be told can be. */
@Command(
        name = "notify",
        description =
                "Lists the receivers of notifications; with --test sends each a test message and prints the answers.")
final class NotifyCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECEIVER", description = "One of them; default: all")
    private @Nullable String name;

    @Option(names = "--test", description = "Send a test message, by this process and not by the sidecar")
    private boolean test;

    @Option(names = "--json", description = "Print a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        NodeSettings settings = new ConfigurationDirectory(Configured.directory(parent), System.getenv()).settings();
        List<Receiver> receivers = settings.receivers().stream()
                .filter(receiver -> name == null || receiver.name().equals(name))
                .toList();
        if (receivers.isEmpty()) {
            String named = name == null ? "no receiver" : "no receiver '" + name + "'";
            terminal.err()
                    .println(named + " in notify: of watcher.yaml; receivers: "
                            + settings.receivers().stream().map(Receiver::name).toList());
            return OutriderCommand.BAD_USAGE;
        }
        return test ? report(terminal, deliver(terminal, settings, receivers)) : list(terminal, receivers);
    }

    private int list(Terminal terminal, List<Receiver> receivers) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Receiver receiver : receivers) {
            String level = receiver.selection().minLevel().name().toLowerCase(Locale.ROOT);
            array.addObject()
                    .put("receiver", receiver.name())
                    .put("kind", receiver.target().kind())
                    .put("min_level", level);
            if (!json) {
                terminal.out()
                        .printf(
                                "%-24s %-8s from %s%n",
                                receiver.name(), receiver.target().kind(), level);
            }
        }
        if (json) {
            terminal.out().println(array);
        }
        return OutriderCommand.FINE;
    }

    /** One after the other: who watches his phone sees which one it was. */
    private static Map<Receiver, Outcome> deliver(Terminal terminal, NodeSettings settings, List<Receiver> receivers)
            throws InterruptedException {
        // By the system's resolver, as the sidecar does: /etc/hosts and all.
        System.setProperty("vertx.disableDnsResolver", "true");
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            Courier courier = new Courier(vertx);
            Map<Receiver, Outcome> outcomes = new LinkedHashMap<>();
            for (Receiver receiver : receivers) {
                Message message = Message.test(settings.node().value(), Instant.now());
                outcomes.put(
                        receiver,
                        Progress.<Outcome, InterruptedException>during(
                                terminal, receiver.name(), () -> courier.deliver(message, receiver)));
            }
            return outcomes;
        } finally {
            vertx.close();
        }
    }

    private int report(Terminal terminal, Map<Receiver, Outcome> outcomes) {
        ArrayNode array = MAPPER.createArrayNode();
        outcomes.forEach((receiver, outcome) -> {
            boolean delivered = outcome instanceof Outcome.Delivered;
            array.addObject()
                    .put("receiver", receiver.name())
                    .put("kind", receiver.target().kind())
                    .put("delivered", delivered)
                    .put("answer", outcome.words());
            if (!json) {
                terminal.out()
                        .printf(
                                "%s %s (%s): %s%n",
                                delivered ? terminal.good("✔") : terminal.bad("✘"),
                                receiver.name(),
                                receiver.target().kind(),
                                outcome.words());
            }
        });
        if (json) {
            terminal.out().println(array);
        }
        return outcomes.values().stream().allMatch(outcome -> outcome instanceof Outcome.Delivered)
                ? OutriderCommand.FINE
                : OutriderCommand.UNHEALTHY;
    }
}
