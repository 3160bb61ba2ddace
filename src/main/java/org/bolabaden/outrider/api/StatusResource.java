package org.bolabaden.outrider.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What this sidecar knows and decided, read only. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    private final Presenter presenter;

    StatusResource(Presenter presenter) {
        this.presenter = presenter;
    }

    @GET
    @Path("/status")
    public Views.Status status() {
        return presenter.status();
    }

    @GET
    @Path("/services")
    public List<Views.Service> services() {
        return presenter.services();
    }

    @GET
    @Path("/services/{name}")
    public Views.Service service(String name) {
        return presenter
                .service(name)
                .orElseThrow(() -> new NotFoundException("no service or alias '" + name + "' in the registry"));
    }

    @GET
    @Path("/backends")
    public List<Views.Backend> backends() {
        return presenter.services().stream()
                .flatMap(service -> service.backends().stream())
                .toList();
    }

    @GET
    @Path("/plan")
    public Views.Plan plan() {
        return presenter.plan();
    }
}
