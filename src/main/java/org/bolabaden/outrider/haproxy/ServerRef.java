package org.bolabaden.outrider.haproxy;

import java.util.regex.Pattern;

/**
 * Names one server in HAProxy: {@code backend/server}.
 *
 * @param backend the proxy's name; letters, digits and {@code -_.:}
 * @param server the server's name; the same characters
 */
public record ServerRef(String backend, String server) {
    // HAProxy's own rule for names (a host of 253, a colon and a port fit). It also keeps ';', spaces and line breaks
    // out of a command line.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,300}");

    public ServerRef {
        requireName(backend);
        requireName(server);
    }

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "not a name that HAProxy accepts: '" + name + "' (letters, digits, '-', '_', '.' and ':')");
        }
        return name;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public String toString() {
        return backend + "/" + server;
    }
}
