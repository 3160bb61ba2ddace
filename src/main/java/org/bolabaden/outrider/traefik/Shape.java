package org.bolabaden.outrider.traefik;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a value of the dynamic configuration may be. */
sealed interface Shape {
    /**
     * A mapping whose keys are known.
     *
     * @param keys in lower case: Traefik does not tell the cases apart
     * @param mayBeEmpty whether it may be {@code {}} or {@code true}: any other that is empty makes Traefik refuse the file
     */
    record Mapping(Map<String, Shape> keys, boolean mayBeEmpty) implements Shape {
        /** The same, which may be empty. */
        Mapping orEmpty() {
            return new Mapping(keys, true);
        }
    }

    /** A mapping from names that the user gives. */
    record Named(Shape each) implements Shape {}

    /** A list of mappings. */
    record Many(Mapping each) implements Shape {}

    /** Anything: what only a plugin knows. */
    record Any() implements Shape {}

    /** A value without parts. */
    enum Plain implements Shape {
        TEXT("text"),
        TEXTS("a list of texts"),
        WHOLE("a whole number"),
        TRUTH("true or false"),
        DURATION("a duration such as 500ms or 1m30s");

        private final String noun;

        Plain(String noun) {
            this.noun = noun;
        }

        String noun() {
            return noun;
        }
    }

    /** Keys of one shape, to be given to {@link #mapping}. */
    static Map<String, Shape> all(Shape shape, String... keys) {
        Map<String, Shape> map = new LinkedHashMap<>();
        for (String key : keys) {
            map.put(key.toLowerCase(Locale.ROOT), shape);
        }
        return map;
    }

    static Map<String, Shape> texts(String... keys) {
        return all(Plain.TEXT, keys);
    }

    static Map<String, Shape> lists(String... keys) {
        return all(Plain.TEXTS, keys);
    }

    static Map<String, Shape> wholes(String... keys) {
        return all(Plain.WHOLE, keys);
    }

    static Map<String, Shape> truths(String... keys) {
        return all(Plain.TRUTH, keys);
    }

    static Map<String, Shape> durations(String... keys) {
        return all(Plain.DURATION, keys);
    }

    /** A mapping with all these keys, which must not be empty. */
    @SafeVarargs
    static Mapping mapping(Map<String, Shape>... groups) {
        Map<String, Shape> keys = new LinkedHashMap<>();
        for (Map<String, Shape> group : groups) {
            keys.putAll(group);
        }
        return new Mapping(keys, false);
    }
}
