package org.bolabaden.outrider.observe;

/** Takes events; never blocks and never throws, so that any thread may report. */
@FunctionalInterface
public interface EventSink {
    /** Records that this happened now. */
    void emit(Event event);
}
