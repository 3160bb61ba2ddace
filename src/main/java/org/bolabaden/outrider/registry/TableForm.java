package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mapping whose keys the user chooses: names to values of one form.
 *
 * @param name what a key must be
 * @param value what each value is
 * @param expected the mapping in words
 */
record TableForm<K, V>(ScalarForm<K> name, Form<V> value, String expected) implements Form<List<TableForm.Row<K, V>>> {

    /** One named value. */
    record Row<K, V>(Located<K> name, V value) {}

    @Override
    public Optional<List<Row<K, V>>> decode(Yaml table, Where where) {
        if (!(table instanceof Yaml.Mapping mapping)) {
            where.unexpected(table, expected);
            return Optional.empty();
        }
        List<Row<K, V>> rows = new ArrayList<>();
        for (Yaml.Entry entry : mapping.entries()) {
            Where inside = where.key(entry.key().text());
            Optional<Located<K>> key = name.located().decode(entry.key(), inside);
            Optional<V> decoded = value.decode(entry.value(), inside);
            key.ifPresent(k -> decoded.ifPresent(v -> rows.add(new Row<>(k, v))));
        }
        return Optional.of(List.copyOf(rows));
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "object");
        node.set("propertyNames", name.schema());
        node.set("additionalProperties", value.schema());
        return node;
    }
}
