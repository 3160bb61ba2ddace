package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.SetPlan;
import org.bolabaden.outrider.dns.ZoneRecord;
import org.bolabaden.outrider.dns.keep.Preview;
import org.bolabaden.outrider.dns.keep.ZoneException;
import org.bolabaden.outrider.drain.DrainFile;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.DnsSettings;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider dns plan}: what would be done to the zone now, and why. */
@Command(
        name = "plan",
        description =
                "Reads the zone and prints what the sidecar would change in it, and why; changes nothing. Exits with 1"
                        + " when there is something to change, or something that cannot be right.")
final class DnsPlanCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable DnsCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        ConfigurationDirectory files = new ConfigurationDirectory(
                Configured.directory(
                        Objects.requireNonNull(parent, "picocli sets it").parent()),
                System.getenv());
        NodeSettings settings = files.settings();
        if (settings.dns().isEmpty()) {
            throw new IllegalArgumentException("watcher.yaml has no dns, expected dns: with the records of this node");
        }
        DnsStatus status = Progress.<DnsStatus, Exception>during(
                terminal,
                "reading the zone",
                () -> look(settings, settings.dns().get(), isDrained(files, settings)));
        if (json) {
            terminal.out().println(MAPPER.writeValueAsString(json(status)));
        } else {
            print(terminal, settings, status);
        }
        return status.isRight() ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private static DnsStatus look(NodeSettings settings, DnsSettings dns, boolean drained)
            throws ZoneException, InterruptedException {
        // By the system's resolver, as the sidecar does: /etc/hosts and all.
        System.setProperty("vertx.disableDnsResolver", "true");
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            return Preview.of(dns, settings.node().value(), drained, System.getenv(), vertx);
        } finally {
            vertx.close();
        }
    }

    /** As the sidecar has written it down; what cannot be read drains nothing. */
    private static boolean isDrained(ConfigurationDirectory files, NodeSettings settings) {
        try {
            Drains drains = DrainFile.in(settings.stateDir())
                    .read(settings.node())
                    .drains()
                    .at(Instant.now());
            Registry registry = drains.isEmpty() ? Registry.EMPTY : files.registry(settings);
            return drains.ofNode(name -> registry.isSelf(name, settings.node()));
        } catch (IOException | ConfigurationException unreadable) {
            return false;
        }
    }

    private static void print(Terminal terminal, NodeSettings settings, DnsStatus status) {
        terminal.out().println(terminal.strong(settings.node().value()) + "  " + status.provider());
        status.edge().ifPresent(why -> terminal.out().println(terminal.bad("our own proxies do not answer: " + why)));
        for (DnsStatus.OfSet set : status.sets()) {
            SetPlan plan = set.plan();
            boolean right = plan.standing().isRight();
            terminal.out()
                    .printf(
                            "%s %-40s %-10s %s%n",
                            right ? terminal.good("✔") : terminal.bad("✘"),
                            plan.key(),
                            plan.standing().word(),
                            plan.reason());
            plan.changes().forEach(change -> terminal.out().println("    would " + change.words()));
            set.observed().forEach(record -> terminal.out().println(terminal.faint("    there: " + described(record))));
        }
    }

    private static String described(ZoneRecord record) {
        return record.address().getHostAddress() + " ttl " + record.ttl() + (record.proxied() ? " proxied" : "")
                + record.mark().node().map(node -> " of " + node).orElse(" without a mark")
                + (record.mark().leaving() ? ", leaving" : "");
    }

    private static ObjectNode json(DnsStatus status) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("status", status.word());
        node.put("provider", status.provider());
        status.edge().ifPresent(why -> node.put("edge", why));
        ArrayNode records = node.putArray("records");
        for (DnsStatus.OfSet set : status.sets()) {
            SetPlan plan = set.plan();
            ObjectNode one = records.addObject();
            one.put("name", plan.key().name());
            one.put("type", plan.key().type().name());
            one.put("state", plan.standing().word());
            one.put("reason", plan.reason());
            Optional<String> wanted = set.wanted().map(InetAddress::getHostAddress);
            wanted.ifPresent(address -> one.put("wanted", address));
            ArrayNode next = one.putArray("next");
            plan.changes().stream().map(Change::words).forEach(next::add);
            ArrayNode observed = one.putArray("observed");
            set.observed().forEach(record -> {
                ObjectNode there = observed.addObject();
                there.put("address", record.address().getHostAddress());
                record.mark().node().ifPresent(owner -> there.put("node", owner));
                there.put("leaving", record.mark().leaving());
                there.put("ttl", record.ttl());
                there.put("proxied", record.proxied());
            });
        }
        return node;
    }
}
