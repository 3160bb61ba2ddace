package org.bolabaden.outrider;

import java.io.IOException;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/**
 * One file of the state directory and the disk that may refuse it: that is told once, and so is that it takes the file again.
 * Not safe for use by several threads.
 */
final class StateFile {
    private final EventSink events;
    private final String without;
    private boolean behind;

    /** How it is written. */
    interface Writing {
        void write() throws IOException;
    }

    /**
     * One that the disk has not refused yet.
     *
     * @param without what it means to go on without it, for the event
     */
    StateFile(EventSink events, String without) {
        this.events = events;
        this.without = without;
    }

    /**
     * Writes it.
     *
     * @return whether it is on the disk now
     */
    boolean write(Writing writing) {
        try {
            writing.write();
            if (behind) {
                events.emit(Event.info("state_written").reason("the disk takes it again: " + without + " no longer"));
            }
            behind = false;
        } catch (IOException failed) {
            if (!behind) {
                events.emit(Event.warn("state_not_written").reason(failed + "; goes on without: " + without));
            }
            behind = true;
        }
        return !behind;
    }

    /** Whether the disk has what was written last but one, since it refused the last. */
    boolean isBehind() {
        return behind;
    }
}
