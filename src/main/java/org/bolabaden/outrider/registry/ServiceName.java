package org.bolabaden.outrider.registry;

import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;

/**
 * The name of a service: a host name for the {@code http} section ({@code bolabaden.org}), a word for the {@code tcp}
 * section ({@code redis-main}). It is unique in the registry, and the name of the HAProxy backend that serves it.
 *
 * @param value 1 to 253 letters, digits, dots, hyphens or underscores; starts with a letter or a digit
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    // What HAProxy accepts in a proxy's name and DNS in a host's; nothing that a template could take for syntax.
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private static final int LONGEST_SHOWN = 100;

    public ServiceName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("not a service name: '" + Visible.escaped(value, LONGEST_SHOWN)
                    + "' (letters, digits, '.', '-' and '_', at most 253)");
        }
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
