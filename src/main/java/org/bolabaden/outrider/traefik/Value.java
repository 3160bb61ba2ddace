package org.bolabaden.outrider.traefik;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A value of a file with its line: aliases followed, merge keys merged. */
sealed interface Value {
    /** Where it begins; 1 is the first. */
    int line();

    /** The value for a message. */
    String shown();

    /**
     * A single value. Traefik turns all of them into text before it looks at their types: {@code "42"} is a number too.
     *
     * @param text without quotes
     */
    record Scalar(int line, String text) implements Value {
        private static final int LONGEST_SHOWN = 60;

        @Override
        public String shown() {
            return "'" + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text) + "'";
        }
    }

    /** Null, which Traefik takes for a key that is not there. */
    record Nothing(int line) implements Value {
        @Override
        public String shown() {
            return "nothing";
        }
    }

    /** A list. */
    record Items(int line, List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    /**
     * A mapping, in the file's order. Its own line is that of its first key.
     *
     * @param entries by key, as it is spelt
     */
    record Table(int line, Map<String, Entry> entries) implements Value {
        @Override
        public String shown() {
            return "a mapping";
        }

        /** The value of a key; Traefik does not tell upper from lower case in keys that it knows. */
        Optional<Value> get(String key) {
            return entries.entrySet().stream()
                    .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(key.toLowerCase(Locale.ROOT)))
                    .map(entry -> entry.getValue().value())
                    .filter(value -> !(value instanceof Nothing))
                    .findFirst();
        }

        Optional<Table> table(String key) {
            return get(key).filter(Table.class::isInstance).map(Table.class::cast);
        }

        Optional<Scalar> scalar(String key) {
            return get(key).filter(Scalar.class::isInstance).map(Scalar.class::cast);
        }

        /** The list of a key; a single value is a list of those that its commas part. */
        List<Value> list(String key) {
            return get(key).map(Value::asList).orElse(List.of());
        }

        /** The scalars of a list. */
        List<Scalar> scalars(String key) {
            return list(key).stream()
                    .filter(Scalar.class::isInstance)
                    .map(Scalar.class::cast)
                    .toList();
        }

        /** The mappings of a list. */
        List<Table> tables(String key) {
            return list(key).stream()
                    .filter(Table.class::isInstance)
                    .map(Table.class::cast)
                    .toList();
        }
    }

    /** One key's line and value. */
    record Entry(int line, Value value) {}

    private static List<Value> asList(Value value) {
        return switch (value) {
            case Items items -> items.values();
            case Scalar scalar ->
                Stream.of(scalar.text().split(",", -1))
                        .map(part -> (Value) new Scalar(scalar.line(), part.strip()))
                        .toList();
            case Table table -> List.of();
            case Nothing nothing -> List.of();
        };
    }
}
