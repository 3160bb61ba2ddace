package org.bolabaden.outrider.registry;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is written at one level of the keys that not every kind of check has. */
final class OwnFields {
    static final OwnFields NONE = new OwnFields(Map.of(), Set.of());

    private final Map<OwnKey<?>, Located<?>> values;
    private final Set<OwnKey<?>> present;

    private OwnFields(Map<OwnKey<?>, Located<?>> values, Set<OwnKey<?>> present) {
        this.values = values;
        this.present = present;
    }

    static OwnFields read(Iterable<OwnKey<?>> keys, Fields fields) {
        Map<OwnKey<?>, Located<?>> values = new LinkedHashMap<>();
        Set<OwnKey<?>> present = new HashSet<>();
        for (OwnKey<?> key : keys) {
            key.read().apply(fields).ifPresent(value -> values.put(key, value));
            if (fields.has(key.key())) {
                present.add(key);
            }
        }
        return new OwnFields(values, present);
    }

    // Every way in pairs an OwnKey<T> with a Located<T>.
    @SuppressWarnings("unchecked")
    <T> Optional<Located<T>> located(OwnKey<T> key) {
        return Optional.ofNullable((Located<T>) values.get(key));
    }

    <T> Optional<T> get(OwnKey<T> key) {
        return located(key).map(Located::value);
    }

    /** These with a nearer level's laid over them, field by field. */
    OwnFields under(OwnFields nearer) {
        Map<OwnKey<?>, Located<?>> laid = new LinkedHashMap<>(values);
        nearer.values.keySet().forEach(key -> laid.put(key, over(key, nearer)));
        Set<OwnKey<?>> both = new HashSet<>(present);
        both.addAll(nearer.present);
        return new OwnFields(laid, both);
    }

    /** Whether there is something for the key, be it wrong, which was told already. */
    boolean has(OwnKey<?> key) {
        return present.contains(key);
    }

    private <T> Located<T> over(OwnKey<T> key, OwnFields nearer) {
        Located<T> near = nearer.located(key).orElseThrow();
        return located(key)
                .map(far -> new Located<>(key.over().apply(near.value(), far.value()), far.place(), far.path()))
                .orElse(near);
    }

    /** The keys that are written, in the order of the reference. */
    List<Map.Entry<OwnKey<?>, Located<?>>> written() {
        return List.copyOf(values.entrySet());
    }
}
