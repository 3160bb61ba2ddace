package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/**
 * One key of a mapping.
 *
 * @param name as in the file
 * @param form what its value may be
 * @param required whether it must be there
 * @param standard what is used when it is not there; empty: nothing, or the documentation says
 * @param documentation one sentence for the schema and the reference page
 */
record Key<T>(String name, Form<T> form, boolean required, Optional<JsonNode> standard, String documentation) {
    static <T> Key<T> required(String name, Form<T> form, String documentation) {
        return new Key<>(name, form, true, Optional.empty(), documentation);
    }

    static <T> Key<T> optional(String name, Form<T> form, String documentation) {
        return new Key<>(name, form, false, Optional.empty(), documentation);
    }

    /** The same with a default, for documentation: the one who builds the value applies it. */
    Key<T> byDefault(String value) {
        return new Key<>(name, form, required, Optional.of(JsonNodeFactory.instance.textNode(value)), documentation);
    }

    /** The same with a default that is true or false. */
    Key<T> byDefault(boolean value) {
        return new Key<>(name, form, required, Optional.of(JsonNodeFactory.instance.booleanNode(value)), documentation);
    }

    /** The same with a default that is a number. */
    Key<T> byDefault(int value) {
        return new Key<>(name, form, required, Optional.of(JsonNodeFactory.instance.numberNode(value)), documentation);
    }
}
