package org.bolabaden.outrider.registry;

import java.util.HashMap;
import java.util.Map;

/** Things that may be there once: the second claim of one is a mistake that names both places. */
final class Claims {
    private final String noun;
    private final Problems problems;
    private final Map<Object, Place> claimed = new HashMap<>();

    /**
     * Creates an empty set.
     *
     * @param noun what is claimed, as in "duplicate backend"
     */
    Claims(String noun, Problems problems) {
        this.noun = noun;
        this.problems = problems;
    }

    /**
     * Claims a thing; tells a problem and returns false when it is taken.
     *
     * @param key equal for equal things
     * @param by the thing with its place
     */
    boolean claim(Object key, Located<?> by) {
        Place first = claimed.putIfAbsent(key, by.place());
        if (first != null) {
            problems.add(
                    by.place(),
                    by.path() + ": " + noun + " '" + by.value() + "', already at " + first + ", expected it once");
        }
        return first == null;
    }
}
