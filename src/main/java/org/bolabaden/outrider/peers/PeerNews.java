package org.bolabaden.outrider.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.observe.Event;

/** What is worth telling of a change in the fleet. Pure. */
public final class PeerNews {
    private PeerNews() {}

    /** The events of the change from one snapshot to the next. */
    public static List<Event> between(Fleet before, Fleet after, Instant now) {
        List<Event> events = new ArrayList<>();
        for (Member member : after.members()) {
            Member.Contact was = before.of(member.node()).map(Member::contact).orElse(Member.Contact.UNKNOWN);
            if (was != member.contact()) {
                switch (member.contact()) {
                    case UP -> {
                        // Of a large fleet a start would tell hundreds of times what the count says.
                        if (!after.isShared() || was == Member.Contact.DOWN) {
                            events.add(up(member, before, was, now));
                        }
                    }
                    case DOWN ->
                        events.add(Event.warn("peer_down")
                                .reason("the sidecar of " + member.node() + " does not answer: "
                                        + member.fault().orElse("")
                                        + "; what it drained stays drained, and nothing else changes"));
                    case UNKNOWN -> {}
                }
            }
        }
        return events;
    }

    private static Event up(Member member, Fleet before, Member.Contact was, Instant now) {
        Event event = Event.info("peer_up").reason("the sidecar of " + member.node() + " answers");
        return was == Member.Contact.DOWN
                ? event.took(
                        Duration.between(before.of(member.node()).orElseThrow().since(), now))
                : event;
    }
}
