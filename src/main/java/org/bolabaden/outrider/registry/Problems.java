package org.bolabaden.outrider.registry;

import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.observe.Visible;

/** Collects the mistakes of one load, so that a user sees all of them at once. Not for several threads. */
final class Problems {
    // Nobody reads more, and a hostile file must not fill the memory with errors.
    private static final int MOST = 500;
    private static final int LONGEST_MESSAGE = 600;

    private final List<ConfigurationError> errors = new ArrayList<>();

    void add(Place place, String message) {
        if (errors.size() > MOST) {
            return;
        }
        String text = errors.size() == MOST ? "too many errors, the rest is not shown" : oneLine(message);
        errors.add(new ConfigurationError(place.file(), place.line(), place.column(), text));
    }

    boolean none() {
        return errors.isEmpty();
    }

    List<ConfigurationError> sorted() {
        return errors.stream().distinct().sorted().toList();
    }

    void throwIfAny() throws ConfigurationException {
        if (!none()) {
            throw new ConfigurationException(sorted());
        }
    }

    private static String oneLine(String message) {
        String visible = Visible.text(message);
        return visible.length() <= LONGEST_MESSAGE ? visible : visible.substring(0, LONGEST_MESSAGE) + "…";
    }
}
