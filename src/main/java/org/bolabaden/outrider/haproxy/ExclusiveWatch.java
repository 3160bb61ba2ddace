package org.bolabaden.outrider.haproxy;

import java.util.Map;

/** Is told by the applier, on its thread, what becomes of the exclusive pools. Must not block. */
interface ExclusiveWatch {
    /** Nobody. */
    ExclusiveWatch NONE = new ExclusiveWatch() {};

    /** These shall be offered from now on; HAProxy is about to be told. */
    default void wanted(ExclusivePools pools) {}

    /**
     * HAProxy was read to have moved.
     *
     * @param sessions how many each server had that left
     */
    default void switched(Switches.Switch move, Map<ServerRef, Integer> sessions) {}

    /** Another worker answers where one has answered all the time: the last one is an old worker now. */
    default void reloaded() {}
}
