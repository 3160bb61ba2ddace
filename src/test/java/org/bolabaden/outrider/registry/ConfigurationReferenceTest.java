package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * docs/CONFIGURATION.md lists every key with type, default and meaning, as the schemas have them. After a change of a key:
 * {@code ./mvnw test -Dtest=ConfigurationReferenceTest -Doutrider.update-docs=true}.
 */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("docs/CONFIGURATION.md");
    private static final String START = "<!-- From here on generated from the schemas -->\n";

    @Test
    void theReferencePageSaysWhatTheSchemasSay() throws IOException {
        StringBuilder generated = new StringBuilder();
        for (String name : Schemas.NAMES) {
            JsonNode schema = new ObjectMapper().readTree(Schemas.of(name).orElseThrow());
            generated.append("\n## ").append(name).append(".yaml\n\n");
            generated.append("| key | type | default | meaning |\n|---|---|---|---|\n");
            rows(generated, "", schema);
        }
        String page = Files.readString(PAGE);
        String head = page.substring(0, page.indexOf(START) + START.length());
        if (Boolean.getBoolean("outrider.update-docs")) {
            Files.writeString(PAGE, head + generated);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(head + generated);
    }

    private static void rows(StringBuilder page, String prefix, JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(key -> required.add(key.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String key = prefix + property.getKey();
            row(page, key, property.getValue(), required.contains(property.getKey()));
            below(page, key, property.getValue());
        }
    }

    private static void below(StringBuilder page, String key, JsonNode schema) {
        if (key.endsWith(".check.all") || key.endsWith(".check.any")) {
            // Their items have the keys of the check itself, which stand there already.
            return;
        }
        rows(page, key + ".", schema);
        if (schema.path("additionalProperties").isObject()) {
            rows(page, key + ".NAME.", schema.path("additionalProperties"));
        }
        schema.path("anyOf").forEach(form -> rows(page, key + ".", form));
        JsonNode items = schema.path("items");
        rows(page, key + "[].", items);
        items.path("oneOf").forEach(form -> rows(page, key + "[].", form));
        items.path("anyOf").forEach(form -> rows(page, key + "[].", form));
    }

    private static void row(StringBuilder page, String key, JsonNode schema, boolean required) {
        String description = schema.path("description").asText("");
        JsonNode value = schema.path("default");
        String standard = value.isMissingNode() ? required ? "required" : "" : "`" + value.asText() + "`";
        page.append("| `%s` | %s | %s | %s |%n"
                .formatted(key, type(schema).replace("|", "\\|"), standard, description.replace("|", "\\|")));
    }

    private static String type(JsonNode schema) {
        if (schema.has("anyOf")) {
            Set<String> forms = new LinkedHashSet<>();
            schema.path("anyOf").forEach(form -> forms.add(type(form)));
            return String.join(" or ", forms);
        }
        if (schema.has("enum")) {
            StringBuilder words = new StringBuilder();
            schema.path("enum")
                    .forEach(word -> words.append(words.isEmpty() ? "" : ", ").append(word.asText()));
            return words.toString();
        }
        if (schema.path("pattern").asText().contains("ms)?$")) {
            return "duration";
        }
        return switch (schema.path("type").asText()) {
            case "object" -> "mapping";
            case "array" -> "list";
            case "integer" -> "whole number";
            case "string" -> "text";
            case "" -> "text, number or list";
            default -> schema.path("type").asText();
        };
    }
}
