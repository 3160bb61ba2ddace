package org.bolabaden.outrider.haproxy;

/**
 * The backends that {@code builtin:haproxy-http} renders beside a service's own. No service can have their names, since
 * a service's name has no colon.
 */
final class Companions {
    private static final String EDGE = ":edge";
    private static final String LOCAL = ":local";

    private Companions() {}

    /** The backend with the servers that are reached by a URL, when others are not: they want another Host header. */
    static String edge(String backend) {
        return backend + EDGE;
    }

    /** The backend with the servers on this node alone; they are in the service's own backend too. */
    static String local(String backend) {
        return backend + LOCAL;
    }

    /** Whether it stands beside another backend, and so for no service of its own. */
    static boolean isOne(String backend) {
        return backend.endsWith(EDGE) || backend.endsWith(LOCAL);
    }
}
