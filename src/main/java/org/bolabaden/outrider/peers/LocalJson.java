package org.bolabaden.outrider.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.DrainJson;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Left;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;

/** A {@link LocalView} as JSON: what {@code /api/v1/local} answers. */
public final class LocalJson {
    // Of a fleet that has more, something is wrong.
    private static final int MOST = 20_000;
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_PROBLEM = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LocalJson() {}

    /** Writes it; equal views give equal bytes. */
    public static byte[] write(LocalView view) {
        ObjectNode root = JSON.createObjectNode();
        root.put("node", view.node().value()).put("version", view.software());
        root.putObject("registry")
                .put("version", view.registry())
                .put("since", view.loaded().toString());
        view.isolated().ifPresent(why -> root.put("isolated", why));
        ObjectNode backends = root.putObject("backends").put("total", view.backends());
        ArrayNode notUp = backends.putArray("not_up");
        view.notUp().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> notUp.addObject()
                        .put("backend", entry.getKey().toString())
                        .put("status", entry.getValue().word()));
        DrainJson.write(view.drains(), root);
        ArrayNode inForce = root.putArray("in_force");
        view.left().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> {
                    ObjectNode drain = DrainJson.write(entry.getKey(), inForce.addObject())
                            .put("serving", entry.getValue().serving());
                    entry.getValue().sessions().ifPresent(sessions -> drain.put("sessions", sessions));
                });
        ObjectNode peers = root.putObject("peers");
        view.sees().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().value()))
                .forEach(entry -> peers.put(entry.getKey().value(), entry.getValue()));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Reads it; fields that are not known do not matter: a peer may be of a later version.
     *
     * @throws IllegalArgumentException when it is none; the message is for people
     */
    public static LocalView read(byte[] bytes) {
        try {
            return view(JSON.readTree(bytes));
        } catch (IOException | DateTimeException foreign) {
            throw new IllegalArgumentException("no answer of a sidecar: " + firstLine(foreign), foreign);
        }
    }

    private static String firstLine(Exception foreign) {
        String first = String.valueOf(foreign.getMessage()).lines().findFirst().orElse("");
        return Visible.line(first, LONGEST_TEXT);
    }

    private static LocalView view(JsonNode root) {
        if (root == null || !root.hasNonNull("node")) {
            throw new IllegalArgumentException("no answer of a sidecar: it names no node");
        }
        NodeName node = new NodeName(root.path("node").asText());
        return new LocalView(
                node,
                text(root.path("version")),
                text(root.path("registry").path("version")),
                Instant.parse(root.path("registry").path("since").asText()),
                Optional.of(text(root.path("isolated"))).filter(why -> !why.isEmpty()),
                root.path("backends").path("total").asInt(),
                notUp(root.path("backends").path("not_up")),
                drains(root, node),
                left(root.path("in_force")),
                sees(root.path("peers")));
    }

    private static String text(JsonNode node) {
        return Visible.line(node.asText(""), LONGEST_TEXT);
    }

    private static Map<BackendId, Verdict.Status> notUp(JsonNode list) {
        Map<BackendId, Verdict.Status> found = new HashMap<>();
        for (JsonNode one : bounded(list)) {
            status(one.path("status").asText()).ifPresent(status -> {
                if (Target.of("backend", one.path("backend").asText()) instanceof Target.OfBackend of) {
                    found.put(of.backend(), status);
                }
            });
        }
        return found;
    }

    /** A status of a later version is no reason to understand nothing. */
    private static Optional<Verdict.Status> status(String word) {
        for (Verdict.Status status : Verdict.Status.values()) {
            if (status.word().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    private static OwnDrains drains(JsonNode root, NodeName by) {
        List<Drain> drains = new ArrayList<>();
        for (JsonNode one : bounded(root.path("drains"))) {
            Drain drain = DrainJson.read(one, by);
            drains.add(new Drain(
                    drain.target(),
                    drain.reason().map(why -> text(one.path("reason"))),
                    drain.since(),
                    drain.until(),
                    drain.forced(),
                    // Nobody speaks for another.
                    by));
        }
        Set<DrainId> revoked = new HashSet<>();
        for (JsonNode one : bounded(root.path("undrained"))) {
            revoked.add(DrainJson.readId(one));
        }
        return new OwnDrains(new Drains(drains), revoked);
    }

    private static Map<DrainId, Left> left(JsonNode list) {
        Map<DrainId, Left> left = new HashMap<>();
        for (JsonNode one : bounded(list)) {
            left.put(
                    DrainJson.readId(one),
                    new Left(
                            one.path("sessions").isNumber()
                                    ? Optional.of(one.path("sessions").asLong())
                                    : Optional.empty(),
                            one.path("serving").asBoolean()));
        }
        return left;
    }

    private static Map<NodeName, Boolean> sees(JsonNode map) {
        Map<NodeName, Boolean> found = new HashMap<>();
        if (map.size() <= MOST) {
            map.properties()
                    .forEach(entry -> found.put(
                            new NodeName(entry.getKey()), entry.getValue().asBoolean()));
        }
        return found;
    }

    private static JsonNode bounded(JsonNode list) {
        if (list.size() > MOST) {
            throw new IllegalArgumentException("no answer of a sidecar: it lists " + list.size() + " of something");
        }
        return list;
    }

    /** What a problem document says (RFC 9457), on one line; empty: it is none. */
    static Optional<String> problem(byte[] bytes) {
        try {
            String detail = JSON.readTree(bytes).path("detail").asText().replaceAll("\\p{Cntrl}+", " ");
            return Optional.of(detail.substring(0, Math.min(detail.length(), LONGEST_PROBLEM)))
                    .filter(text -> !text.isBlank());
        } catch (IOException foreign) {
            return Optional.empty();
        }
    }
}
