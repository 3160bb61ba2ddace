package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A mapping whose keys we choose.
 *
 * @param expected the mapping in words
 * @param keys all that it may have
 * @param either none, or groups of keys of which exactly one must be there as a whole
 * @param refused further keys that deserve a better answer than "unknown": key to reason
 * @param build makes the value of the fields; empty when one that it needs is missing, which was told already
 */
record MappingForm<T>(
        String expected,
        List<Key<?>> keys,
        List<List<Key<?>>> either,
        Map<String, String> refused,
        Function<Fields, Optional<T>> build)
        implements Form<T> {

    static <T> MappingForm<T> of(String expected, List<Key<?>> keys, Function<Fields, Optional<T>> build) {
        return new MappingForm<>(expected, keys, List.of(), Map.of(), build);
    }

    MappingForm<T> eitherOf(List<List<Key<?>>> groups) {
        return new MappingForm<>(expected, keys, groups, refused, build);
    }

    MappingForm<T> refusing(Map<String, String> reasons) {
        return new MappingForm<>(expected, keys, either, reasons, build);
    }

    @Override
    public Optional<T> decode(Yaml value, Where where) {
        if (!(value instanceof Yaml.Mapping mapping)) {
            where.unexpected(value, expected);
            return Optional.empty();
        }
        mapping.entries().forEach(entry -> refuseUnknown(entry.key(), where));
        keys.stream()
                .filter(Key::required)
                .filter(key -> mapping.find(key.name()).isEmpty())
                .forEach(key -> where.error(
                        mapping.place(),
                        "'" + key.name() + "' is missing, expected "
                                + key.form().expected()));
        Fields fields = Fields.decode(mapping, keys, where);
        requireOneGroup(fields);
        return build.apply(fields);
    }

    private void refuseUnknown(Yaml.Scalar key, Where where) {
        List<String> names = keys.stream().map(Key::name).toList();
        if (names.contains(key.text())) {
            return;
        }
        String reason = refused.get(key.text());
        if (reason != null) {
            where.error(key.place(), "'" + key.text() + "' " + reason);
            return;
        }
        String remedy = NearestName.of(key.text(), names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("expected " + (names.size() == 1 ? "" : "one of ") + String.join(", ", names));
        where.error(key.place(), "unknown key " + key.shownOutOfPlace() + ", " + remedy);
    }

    private void requireOneGroup(Fields fields) {
        if (either.isEmpty()) {
            return;
        }
        List<List<Key<?>>> begun = either.stream()
                .filter(group -> group.stream().anyMatch(fields::has))
                .toList();
        String wanted = "expected either "
                + String.join(" or ", either.stream().map(MappingForm::names).toList());
        if (begun.size() != 1) {
            String found = begun.isEmpty() ? "incomplete, " : "too many keys, ";
            fields.where().error(fields.mapping().place(), found + wanted);
            return;
        }
        for (Key<?> key : begun.getFirst()) {
            if (!fields.has(key)) {
                fields.where().error(fields.mapping().place(), "'" + key.name() + "' is missing, " + wanted);
            }
        }
    }

    private static String names(List<Key<?>> group) {
        return String.join(" and ", group.stream().map(Key::name).toList());
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = node.putObject("properties");
        for (Key<?> key : keys) {
            ObjectNode property = key.form().schema();
            property.put("description", key.documentation());
            key.standard().ifPresent(value -> property.set("default", value));
            properties.set(key.name(), property);
        }
        names(node, keys.stream().filter(Key::required).map(Key::name).toList());
        node.put("additionalProperties", false);
        if (!either.isEmpty()) {
            ArrayNode groups = node.putArray("oneOf");
            either.forEach(group ->
                    names(groups.addObject(), group.stream().map(Key::name).toList()));
        }
        return node;
    }

    private static void names(ObjectNode node, List<String> required) {
        if (!required.isEmpty()) {
            ArrayNode listed = node.putArray("required");
            required.forEach(listed::add);
        }
    }
}
