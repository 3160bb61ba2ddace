package org.bolabaden.outrider.registry;

/**
 * How far a decoder has come: the keys from the root, and who is told about mistakes.
 *
 * @param path {@code http.bolabaden.org.backends[1]}; empty at the root
 * @param problems takes the mistakes
 */
record Where(String path, Problems problems) {
    Where key(String name) {
        return new Where(path.isEmpty() ? name : path + "." + name, problems);
    }

    Where index(int index) {
        return new Where(path + "[" + index + "]", problems);
    }

    void error(Place place, String message) {
        problems.add(place, path.isEmpty() ? message : path + ": " + message);
    }

    /** Says that the value is something else than what was expected. */
    void unexpected(Yaml value, String expected) {
        String found =
                switch (value) {
                    case Yaml.Scalar s when s.type() == Yaml.Scalar.Type.NOTHING -> "has no value";
                    case Yaml.Scalar s ->
                        s.shownOutOfPlace() + " is " + s.type().noun();
                    case Yaml.Sequence s -> "is a list";
                    case Yaml.Mapping m -> "is a mapping";
                    case Yaml.Refused r -> "";
                };
        if (!found.isEmpty()) {
            error(value.place(), found + ", expected " + expected);
        }
    }
}
