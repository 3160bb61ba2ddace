package org.bolabaden.outrider.observe;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that happened and that an operator may want to know: the edges, never the levels.
 *
 * @param level how bad
 * @param name what, in snake case; one of a small fixed set, a Loki label
 * @param service which service; empty: none in particular
 * @param backend which backend ({@code host:port}); empty: none in particular
 * @param from the state before
 * @param to the state after
 * @param reason why, one line for people, never a secret
 * @param duration how long it took
 */
public record Event(
        Level level,
        String name,
        Optional<String> service,
        Optional<String> backend,
        Optional<String> from,
        Optional<String> to,
        Optional<String> reason,
        Optional<Duration> duration) {

    private static final String MUTED = "muted: ";
    // More than the longest of ours; what is longer was said by somebody else.
    private static final int LONGEST_TEXT = 2_000;

    /** Whatever a text is made of, an event is one line, and its texts are seen as they are. */
    public Event {
        service = service.map(Event::line);
        backend = backend.map(Event::line);
        from = from.map(Event::line);
        to = to.map(Event::line);
        reason = reason.map(Event::line);
    }

    private static String line(String text) {
        return Visible.line(text, LONGEST_TEXT);
    }

    /** How bad an event is. */
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** Something that is as it should be. */
    public static Event info(String name) {
        return of(Level.INFO, name);
    }

    /** Something that an operator should look at. */
    public static Event warn(String name) {
        return of(Level.WARN, name);
    }

    /** Something that needs mending. */
    public static Event error(String name) {
        return of(Level.ERROR, name);
    }

    private static Event of(Level level, String name) {
        return new Event(
                level,
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Event service(Object value) {
        return new Event(level, name, Optional.of(value.toString()), backend, from, to, reason, duration);
    }

    public Event backend(Object value) {
        return new Event(level, name, service, Optional.of(value.toString()), from, to, reason, duration);
    }

    /** The edge: what it was and what it is now. */
    public Event change(Object before, Object after) {
        return new Event(
                level,
                name,
                service,
                backend,
                Optional.of(before.toString()),
                Optional.of(after.toString()),
                reason,
                duration);
    }

    public Event reason(String value) {
        return new Event(level, name, service, backend, from, to, Optional.of(value), duration);
    }

    /** Whether {@link #muted(String)} made it: nobody is to be woken up for it. */
    public boolean isMuted() {
        return level == Level.INFO
                && reason.filter(why -> why.startsWith(MUTED)).isPresent();
    }

    /** The same at a level that wakes nobody up, and why. */
    public Event muted(String why) {
        String told = MUTED + why + reason.map(own -> "; " + own).orElse("");
        return new Event(Level.INFO, name, service, backend, from, to, Optional.of(told), duration);
    }

    public Event took(Duration value) {
        return new Event(level, name, service, backend, from, to, reason, Optional.of(value));
    }
}
