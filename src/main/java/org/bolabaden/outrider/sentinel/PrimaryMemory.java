package org.bolabaden.outrider.sentinel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.JsonFile;
import org.bolabaden.outrider.registry.ServiceName;

/** What was decided about all primaries, as it is on the disk: one small file. */
public record PrimaryMemory(Map<ServiceName, Remembered> services) {
    /** Nothing. */
    public static final PrimaryMemory NONE = new PrimaryMemory(Map.of());

    private static final String NAME = "primaries.json";
    private static final int LONGEST_FAULT = 300;

    public PrimaryMemory {
        services = Map.copyOf(services);
    }

    /** The file in that state directory. */
    public static Path in(Path stateDirectory) {
        return stateDirectory.resolve(NAME);
    }

    /** Whether everything that decisions depend on is the same; what is told of past failovers may differ. */
    public boolean decidesLike(PrimaryMemory other) {
        return standings().equals(other.standings());
    }

    private Map<ServiceName, Standing> standings() {
        Map<ServiceName, Standing> all = new HashMap<>();
        services.forEach((name, one) -> all.put(name, one.standing()));
        return all;
    }

    /**
     * Reads it.
     *
     * @return {@link #NONE} when there is none yet
     * @throws IOException when it cannot be read, or is not one
     */
    public static PrimaryMemory read(Path file) throws IOException {
        JsonNode root;
        try {
            root = JsonFile.read(file);
        } catch (NoSuchFileException none) {
            return NONE;
        }
        if (!root.path("services").isObject()) {
            throw new IOException(file + " does not hold primaries");
        }
        try {
            Map<ServiceName, Remembered> services = new HashMap<>();
            root.path("services").properties().forEach(entry -> {
                ServiceName name = new ServiceName(entry.getKey());
                services.put(name, service(name, entry.getValue()));
            });
            return new PrimaryMemory(services);
        } catch (IllegalArgumentException | DateTimeException foreign) {
            throw new IOException(
                    file + " does not hold primaries: "
                            + Visible.line(String.valueOf(foreign.getMessage()), LONGEST_FAULT),
                    foreign);
        }
    }

    private static Remembered service(ServiceName name, JsonNode node) {
        Standing standing = new Standing(
                endpoint(node.path("primary")),
                new Epoch(node.path("epoch").asLong()),
                Instant.parse(node.path("since").asText()),
                node.path("by_votes").asBoolean(),
                node.path("proof").asText());
        List<Failover> failovers = new ArrayList<>();
        node.path("failovers").forEach(one -> failovers.add(failover(name, one)));
        return new Remembered(name, node.path("source").asText(), standing, failovers);
    }

    private static Failover failover(ServiceName name, JsonNode node) {
        List<Failover.Step> steps = new ArrayList<>();
        node.path("steps")
                .forEach(step -> steps.add(new Failover.Step(
                        kind(step.path("step").asText()),
                        Instant.parse(step.path("at").asText()),
                        step.path("detail").asText())));
        return new Failover(
                name,
                endpoint(node.path("from")),
                endpoint(node.path("to")),
                node.hasNonNull("epoch")
                        ? Optional.of(new Epoch(node.path("epoch").asLong()))
                        : Optional.empty(),
                steps);
    }

    private static Failover.Kind kind(String word) {
        return Stream.of(Failover.Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no step of a failover: '" + word + "'"));
    }

    private static Optional<Endpoint> endpoint(JsonNode node) {
        return node.hasNonNull("host")
                ? Optional.of(new Endpoint(
                        node.path("host").asText(), node.path("port").asInt()))
                : Optional.empty();
    }

    /**
     * Writes it, whole and on the disk when it returns.
     *
     * @throws IOException when it cannot; the file is as it was
     */
    public void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode all = root.putObject("services");
        new TreeMap<>(services).forEach((name, one) -> write(all.putObject(name.value()), one));
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            DurableDirectory.make(directory);
        }
        AtomicFile.replace(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private static void write(ObjectNode node, Remembered one) {
        node.put("source", one.source());
        one.standing().primary().ifPresent(primary -> write(node.putObject("primary"), primary));
        node.put("epoch", one.standing().epoch().value());
        node.put("since", one.standing().since().toString());
        node.put("by_votes", one.standing().byVotes());
        node.put("proof", one.standing().proof());
        for (Failover failover : one.failovers()) {
            ObjectNode line = node.withArray("failovers").addObject();
            failover.from().ifPresent(from -> write(line.putObject("from"), from));
            failover.to().ifPresent(to -> write(line.putObject("to"), to));
            failover.epoch().ifPresent(epoch -> line.put("epoch", epoch.value()));
            failover.steps()
                    .forEach(step -> line.withArray("steps")
                            .addObject()
                            .put("step", step.kind().word())
                            .put("at", step.at().toString())
                            .put("detail", step.detail()));
        }
    }

    private static void write(ObjectNode node, Endpoint endpoint) {
        node.put("host", endpoint.host()).put("port", endpoint.port());
    }
}
