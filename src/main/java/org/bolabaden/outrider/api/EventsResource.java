package org.bolabaden.outrider.api;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.observe.RecordedEvent;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The recent events, or all that come from now on as server-sent events. */
@Path("/api/v1/events")
public class EventsResource {
    private final SidecarState state;
    private final Readers readers;

    EventsResource(SidecarState state, Readers readers) {
        this.state = state;
        this.readers = readers;
    }

    /** The last events, the oldest first, in the form of the log's lines. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String recent(@QueryParam("limit") @DefaultValue("200") int limit) {
        if (limit < 1 || limit > EventLog.REMEMBERED) {
            throw new BadRequestException("limit is " + limit + ", expected 1 to " + EventLog.REMEMBERED);
        }
        List<RecordedEvent> events = state.events().since(0);
        EventJson json = json();
        return events.subList(Math.max(0, events.size() - limit), events.size()).stream()
                .map(json::line)
                .collect(Collectors.joining(",\n", "[", "]"));
    }

    /** Every event from now on. A reader that is too slow misses some: the log and the list have them. */
    @GET
    // Who does not say what he wants gets the list, which ends.
    @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.5")
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> follow() {
        EventJson json = json();
        Runnable leave = readers.enter();
        return Multi.createFrom()
                .<RecordedEvent>emitter(
                        emitter -> emitter.onTermination(state.events().follow(emitter::emit)),
                        BackPressureStrategy.DROP)
                .map(json::line)
                .onTermination()
                .invoke(leave);
    }

    private EventJson json() {
        return new EventJson(state.settings().node().value());
    }
}
