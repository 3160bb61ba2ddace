package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The JSON Schemas (draft 2020-12) of the files that users write, made from the descriptions that decode them. */
public final class Schemas {
    /** The names that {@link #of} knows. */
    public static final List<String> NAMES = List.of("services", "watcher", "distribution");

    private Schemas() {}

    /**
     * The schema of a file, as indented JSON; empty for a name that is not in {@link #NAMES}.
     *
     * @param name the file's name without its extension
     */
    public static Optional<String> of(String name) {
        Optional<MappingForm<?>> form =
                switch (name) {
                    case "services" -> Optional.of(RegistryForm.ROOT);
                    case "watcher" -> Optional.of(WatcherForm.FORM);
                    case "distribution" -> Optional.of(DistributionForm.FORM);
                    default -> Optional.empty();
                };
        return form.map(described -> complete(name, described).toPrettyString() + "\n");
    }

    private static ObjectNode complete(String name, MappingForm<?> form) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", name + ".yaml of Outrider");
        return schema.setAll(form.schema());
    }
}
