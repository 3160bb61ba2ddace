package org.bolabaden.outrider.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.DurationText;

/** Reads what a drain shall be like from a request's body. */
final class DrainRequests {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String EXPECTED =
            "expected {\"reason\": \"…\", \"for\": \"30m\", \"force\": true, \"move_primary\": true}, all optional";

    private static final int LONGEST_SHOWN = 100;
    private static final Set<String> FIELDS = Set.of("reason", "for", "force", "move_primary");

    private DrainRequests() {}

    /**
     * The wish.
     *
     * @param body JSON; empty: nothing in particular
     * @throws IllegalArgumentException when it is not such a request; the message says what is wrong
     */
    static DrainWish read(String body) {
        JsonNode root = parse(body);
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            requireKnown(field.getKey());
        }
        return new DrainWish(
                text(root, "reason"),
                text(root, "for").map(DrainRequests::duration),
                flag(root, "force"),
                flag(root, "move_primary"));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode root = body.isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(body);
            if (!root.isObject()) {
                throw new IllegalArgumentException("the body is no JSON object, " + EXPECTED);
            }
            return root;
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("the body is no JSON, " + EXPECTED, notJson);
        }
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException("unknown field '" + shown(field) + "', " + EXPECTED);
        }
    }

    private static String shown(String text) {
        return Visible.escaped(text, LONGEST_SHOWN);
    }

    private static Optional<String> text(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + field + "' is no text, " + EXPECTED);
        }
        return Optional.of(value.asText());
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'for' is '" + shown(text) + "', expected a duration such as 30m, 2h or 1d"));
    }

    private static boolean flag(JsonNode root, String field) {
        JsonNode value = root.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw new IllegalArgumentException("'" + field + "' is neither true nor false");
        }
        return value.asBoolean();
    }
}
