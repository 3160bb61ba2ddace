package org.bolabaden.outrider.drain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeName;

/** One drain as JSON: on the disk, and with more beside it in the HTTP interface. */
public final class DrainJson {
    private DrainJson() {}

    /**
     * Reads it; other fields do not matter.
     *
     * @param by who made it, when it does not say so itself
     * @throws IllegalArgumentException when it is none
     * @throws java.time.DateTimeException when one of its times is none
     */
    public static Drain read(JsonNode node, NodeName by) {
        return new Drain(
                Target.of(node.path("kind").asText(), node.path("target").asText()),
                text(node, "reason"),
                Instant.parse(node.path("since").asText()),
                text(node, "until").map(Instant::parse),
                node.path("forced").asBoolean(),
                text(node, "by").map(NodeName::new).orElse(by));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.hasNonNull(field) ? Optional.of(node.path(field).asText()) : Optional.empty();
    }

    /**
     * Reads which drain it is.
     *
     * @throws IllegalArgumentException when it is none
     * @throws java.time.DateTimeException when its time is none
     */
    public static DrainId readId(JsonNode node) {
        return new DrainId(
                Target.of(node.path("kind").asText(), node.path("target").asText()),
                new NodeName(node.path("by").asText()),
                Instant.parse(node.path("since").asText()));
    }

    /** Writes what operators said on a node: its {@code drains}, and what they {@code undrained}. */
    public static void write(OwnDrains own, ObjectNode node) {
        ArrayNode drains = node.putArray("drains");
        own.drains().all().forEach(drain -> write(drain, drains.addObject()));
        ArrayNode undrained = node.putArray("undrained");
        own.revoked().stream()
                .sorted(Comparator.comparing(DrainId::toString))
                .forEach(one -> write(one, undrained.addObject()));
    }

    /** Writes which drain it is. */
    public static ObjectNode write(DrainId id, ObjectNode node) {
        return node.put("target", id.target().toString())
                .put("kind", id.target().kind().word())
                .put("by", id.by().value())
                .put("since", id.since().toString());
    }

    /** Writes it; not by whom: whoever keeps it, keeps his own. */
    static void write(Drain drain, ObjectNode node) {
        node.put("target", drain.target().toString())
                .put("kind", drain.target().kind().word());
        drain.reason().ifPresent(reason -> node.put("reason", reason));
        node.put("since", drain.since().toString());
        drain.until().ifPresent(until -> node.put("until", until.toString()));
        node.put("forced", drain.forced());
    }
}
