package org.bolabaden.outrider.haproxy;

import java.io.IOException;

/** One line to one of HAProxy's sockets, and all that it answers to it. */
@FunctionalInterface
interface Exchange {
    /**
     * Says the line, and waits for the whole answer.
     *
     * @throws IOException when nobody answers in time; what was said may have been carried out all the same
     */
    String say(String line) throws IOException;
}
