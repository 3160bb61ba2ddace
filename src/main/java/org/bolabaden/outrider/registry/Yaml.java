package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;

/** A YAML document as a tree: aliases followed, keys unique strings, every value with its place. */
sealed interface Yaml {
    /** Where the value begins. */
    Place place();

    /** The value for an error message: quoted and shortened. */
    String shown();

    /**
     * A single value.
     *
     * @param place where it begins
     * @param text without quotes, escapes resolved
     * @param type what YAML takes it for
     */
    record Scalar(Place place, String text, Type type) implements Yaml {
        private static final int LONGEST_SHOWN = 60;

        /** What YAML 1.2 (JSON schema) takes a scalar for; {@code ANY} comes from the environment, which has no types. */
        enum Type {
            TEXT("text"),
            WHOLE_NUMBER("a number"),
            NUMBER("a number"),
            TRUTH("a truth value"),
            NOTHING("nothing"),
            ANY("text");

            private final String noun;

            Type(String noun) {
                this.noun = noun;
            }

            String noun() {
                return noun;
            }
        }

        @Override
        public String shown() {
            String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
            return type == Type.TEXT || type == Type.ANY ? "'" + cut + "'" : cut;
        }

        /** The same for what stands where nothing of its kind belongs: of what may be a URL with a secret, its beginning. */
        String shownOutOfPlace() {
            for (int at = 0; at < Math.min(text.length(), LONGEST_SHOWN); at++) {
                if (text.charAt(at) == ':' || text.charAt(at) == '/') {
                    return "'" + text.substring(0, at + 1) + "…'";
                }
            }
            return shown();
        }
    }

    /** A list. */
    record Sequence(Place place, List<Yaml> items) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    /** Keys and values, in the file's order. */
    record Mapping(Place place, List<Entry> entries) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        Optional<Entry> find(String key) {
            return entries.stream().filter(e -> e.key().text().equals(key)).findFirst();
        }

        @Override
        public String shown() {
            return "a mapping";
        }
    }

    /** A value that was refused already, so that no decoder speaks about it again. */
    record Refused(Place place) implements Yaml {
        @Override
        public String shown() {
            return "a refused value";
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, Yaml value) {}
}
