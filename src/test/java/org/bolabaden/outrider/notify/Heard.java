package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Receiver.Pace;
import org.bolabaden.outrider.registry.Receiver.Selection;
import org.bolabaden.outrider.registry.ServiceName;

/** A digest, and a time that passes when it is told to. */
final class Heard {
    static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    private final Digest digest;
    private Instant now = START;

    Heard(Rules rules) {
        digest = new Digest("node1", rules, START);
    }

    static Rules rules() {
        return new Rules("phone", Selection.DEFAULT, Pace.DEFAULT);
    }

    static Rules rules(Event.Level level, Set<String> events, Set<String> services) {
        return new Rules(
                "phone",
                new Selection(
                        level, events, services.stream().map(ServiceName::new).collect(Collectors.toSet())),
                Pace.DEFAULT);
    }

    static Event down(String service, String backend) {
        return Event.warn("backend_down")
                .service(service)
                .backend(backend)
                .change("up", "down")
                .reason("refused");
    }

    static Event up(String service, String backend) {
        return Event.info("backend_up")
                .service(service)
                .backend(backend)
                .change("down", "up")
                .reason("2 checks passed");
    }

    Heard hears(Event event) {
        digest.heard(event, now);
        return this;
    }

    Heard after(Duration time) {
        now = now.plus(time);
        return this;
    }

    Heard after(int seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    Digest digest() {
        return digest;
    }

    Instant now() {
        return now;
    }

    /** The message that is due now and arrives; empty: none is. */
    Optional<Message> told() {
        if (digest.due(now).filter(at -> !at.isAfter(now)).isEmpty()) {
            return Optional.empty();
        }
        Message message = digest.message(now);
        digest.told(message);
        return Optional.of(message);
    }

    /** Goes to the time at which the next message is due, and has it arrive. */
    Message next() {
        now = digest.due(now).orElseThrow(() -> new AssertionError("nothing is due"));
        return told().orElseThrow();
    }
}
