package org.bolabaden.outrider.haproxy;

/** Whether HAProxy answers at its runtime socket. */
enum Link {
    UNKNOWN,
    UP,
    DOWN
}
