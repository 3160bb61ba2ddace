package org.bolabaden.outrider.simulation;

/**
 * Something that goes wrong, or that an operator does.
 *
 * @param at when, in milliseconds
 * @param a whom it is about: taken modulo the number of them
 * @param b and how
 * @param lasts how long, in milliseconds
 */
record Fault(long at, Kind kind, int a, int b, int lasts) {
    /** What there is. */
    enum Kind {
        BACKEND_REFUSES,
        BACKEND_HANGS,
        BACKEND_FAILS,
        BACKEND_FLAPS,
        HOST_OFF,
        LINK_CUT,
        LINK_SLOW,
        NODE_ISOLATED,
        HAPROXY_RELOADED,
        RELOADED_AROUND_A_FAILURE,
        HAPROXY_CRASHED,
        HAPROXY_DEAF,
        HAPROXY_LOSES_ANSWERS,
        SIDECAR_KILLED,
        SIDECAR_STOPPED,
        MACHINE_CRASHED,
        CRASH_WHILE_WRITING,
        DISK_FULL,
        DISK_READ_ONLY,
        REGISTRY_CHANGED,
        REGISTRY_BROKEN,
        REGISTRY_EMPTY,
        REGISTRY_SHRUNK,
        REGISTRY_INCLUDE_GONE,
        REGISTRY_UNRENDERABLE,
        CLOCK_JUMPED,
        NODE_DRAINED,
        ALL_NODES_DRAINED,
        NODE_UNDRAINED,
        ZONE_FAILS,
        EDGE_DEAD
    }

    @Override
    public String toString() {
        return "%6.3f s %s a=%d b=%d for %.3f s".formatted(at / 1e3, kind, a, b, lasts / 1e3);
    }
}
