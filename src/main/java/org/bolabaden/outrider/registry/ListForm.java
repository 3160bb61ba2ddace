package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of like values.
 *
 * @param item what each is
 * @param least how many there must be, 0 or 1
 * @param expected the list in words
 */
record ListForm<T>(Form<T> item, int least, String expected) implements Form<List<T>> {
    @Override
    public Optional<List<T>> decode(Yaml value, Where where) {
        if (!(value instanceof Yaml.Sequence sequence)) {
            where.unexpected(value, expected);
            return Optional.empty();
        }
        if (sequence.items().size() < least) {
            where.error(sequence.place(), "the list is empty, expected " + expected);
        }
        List<T> decoded = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            item.decode(sequence.items().get(i), where.index(i)).ifPresent(decoded::add);
        }
        return Optional.of(List.copyOf(decoded));
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "array");
        if (least > 0) {
            node.put("minItems", least);
        }
        node.set("items", item.schema());
        return node;
    }
}
