package org.bolabaden.outrider.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The decoded values of one mapping, by key. */
final class Fields {
    private final Yaml.Mapping mapping;
    private final Where where;
    private final Map<String, Object> values = new HashMap<>();

    private Fields(Yaml.Mapping mapping, Where where) {
        this.mapping = mapping;
        this.where = where;
    }

    /** Decodes every key that is there, so that every mistake is told. */
    static Fields decode(Yaml.Mapping mapping, Iterable<Key<?>> keys, Where where) {
        Fields fields = new Fields(mapping, where);
        keys.forEach(fields::decode);
        return fields;
    }

    private <T> void decode(Key<T> key) {
        mapping.find(key.name())
                .flatMap(entry -> key.form().decode(entry.value(), where.key(key.name())))
                .ifPresent(value -> values.put(key.name(), value));
    }

    /** The value; empty when the key is not there or its value is wrong. */
    // Values are stored by the method above alone, which pairs the name of each Key<T> with a T; names are unique.
    @SuppressWarnings("unchecked")
    <T> Optional<T> get(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    boolean has(Key<?> key) {
        return mapping.find(key.name()).isPresent();
    }

    Yaml.Mapping mapping() {
        return mapping;
    }

    Where where() {
        return where;
    }
}
