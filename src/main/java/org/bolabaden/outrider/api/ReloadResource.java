package org.bolabaden.outrider.api;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The registry that runs, and reading the files again without waiting for the watcher. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class ReloadResource {
    private final SidecarState state;
    private final Presenter presenter;
    private final ChangeGuard guard;

    ReloadResource(SidecarState state, Presenter presenter, ChangeGuard guard) {
        this.state = state;
        this.presenter = presenter;
        this.guard = guard;
    }

    @GET
    @Path("/registry")
    public Views.RegistryStatus registry() {
        return presenter.registry();
    }

    /**
     * Reads the files, plans, renders, and tells how it ended: {@code status} is {@code ok} when everything is live.
     *
     * @param force accept what was held back
     * @param fetch look at the registry's repository too, when it is pulled: what a push's webhook is for
     */
    @POST
    @Path("/reload")
    @Blocking
    @ResponseStatus(200)
    public Views.Reloaded reload(
            @Context HttpServerRequest request,
            @QueryParam("force") @DefaultValue("false") boolean force,
            @QueryParam("fetch") @DefaultValue("true") boolean fetch) {
        guard.require(request);
        state.reload(force, fetch);
        return presenter.reloaded();
    }
}
