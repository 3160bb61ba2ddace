package org.bolabaden.outrider.api;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Lookup;
import org.bolabaden.outrider.drain.Target;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** What is drained, and draining it. A target may have a slash in it, written as it is or percent-encoded. */
@Path("/api/v1/drains")
@Produces(MediaType.APPLICATION_JSON)
public class DrainsResource {
    private static final String TARGET = "A node, a service, or SERVICE/HOST:PORT";
    private static final String KIND = "node, service or backend, where a name could be more than one of them";

    private final SidecarState state;
    private final DrainPresenter presenter;
    private final ChangeGuard guard;

    DrainsResource(SidecarState state, DrainPresenter presenter, ChangeGuard guard) {
        this.state = state;
        this.presenter = presenter;
        this.guard = guard;
    }

    /** All that is drained, with the sessions that are left. */
    @GET
    @Blocking
    @Operation(summary = "What is drained, and the sessions that it still has")
    public List<Views.Drain> drains() {
        return presenter.drains();
    }

    /** Drains it, or changes how it is drained: the reason, the end and force are those of the last request. */
    @PUT
    @Path("/{target: .+}")
    @Consumes(MediaType.WILDCARD)
    @Blocking
    @Operation(summary = "Gives a node, a service or a backend no new sessions")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Views.DrainRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "It is drained",
            content = @Content(schema = @Schema(implementation = Views.Drain.class)))
    @APIResponse(responseCode = "400", description = "A value is wrong, or the target is ambiguous")
    @APIResponse(responseCode = "404", description = "No such node, service or backend")
    @APIResponse(responseCode = "409", description = "It has the last healthy backend of a service, or a primary")
    public Views.Drain drain(
            @Context HttpServerRequest request,
            @Parameter(description = TARGET) @PathParam("target") String target,
            @Parameter(description = KIND) @QueryParam("kind") @Nullable String kind,
            @Nullable String body) {
        guard.require(request);
        DrainWish wish = wish(Optional.ofNullable(body).orElse(""));
        Target found = find(target, kind, Drains.NONE);
        try {
            return presenter.drain(state.drain(found, wish));
        } catch (DrainRefusedException refused) {
            throw new ClientErrorException(refused.getMessage(), Response.Status.CONFLICT, refused);
        }
    }

    /** Gives it sessions again. */
    @DELETE
    @Path("/{target: .+}")
    @Blocking
    @Operation(summary = "Gives it sessions again")
    @APIResponse(responseCode = "204", description = "It is no longer drained")
    @APIResponse(responseCode = "404", description = "It is not drained")
    public void undrain(
            @Context HttpServerRequest request,
            @Parameter(description = TARGET) @PathParam("target") String target,
            @Parameter(description = KIND) @QueryParam("kind") @Nullable String kind) {
        guard.require(request);
        Drains drains = state.drains();
        Target found = find(target, kind, drains);
        if (!state.undrain(found)) {
            throw new NotFoundException(
                    found.kind().word() + " " + found + " is not drained; drained: " + told(drains));
        }
    }

    private static DrainWish wish(String body) {
        try {
            return DrainRequests.read(body);
        } catch (IllegalArgumentException wrong) {
            throw new BadRequestException(wrong.getMessage(), wrong);
        }
    }

    private Target find(String text, @Nullable String kind, Drains drains) {
        Lookup lookup = new Lookup(state.registry(), Optional.ofNullable(kind).map(DrainsResource::kind));
        return switch (lookup.find(text, drains)) {
            case Lookup.Found found -> found.target();
            case Lookup.Unknown unknown -> throw new NotFoundException(unknown.message());
            case Lookup.Ambiguous ambiguous -> throw new BadRequestException(ambiguous.message());
        };
    }

    private static Target.Kind kind(String word) {
        return Stream.of(Target.Kind.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new BadRequestException("kind is '" + word + "', expected node, service or backend"));
    }

    private static String told(Drains drains) {
        List<String> names =
                drains.all().stream().map(drain -> drain.target().toString()).toList();
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
