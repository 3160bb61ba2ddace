package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/**
 * Whether this process has run out of descriptors. What fails meanwhile may have failed by that, and then it says nothing of a
 * backend: without a descriptor for /etc/hosts, glibc 2.36 answers that the name does not exist. Safe for use by several
 * threads.
 */
final class Shortage {
    private volatile boolean ever;
    private volatile long lastSeen;

    /** The system refused a descriptor. */
    void seen(long now) {
        lastSeen = now;
        ever = true;
    }

    /**
     * Whether something that has just failed may have failed by it. Opens a socket to know.
     *
     * @param since when that began, by the nano clock
     */
    boolean mayHaveSpoilt(long since) {
        return (ever && lastSeen - since >= 0) || isNow();
    }

    private boolean isNow() {
        try (DatagramChannel any = DatagramChannel.open()) {
            return !any.isOpen();
        } catch (IOException refused) {
            seen(System.nanoTime());
            return true;
        }
    }
}
