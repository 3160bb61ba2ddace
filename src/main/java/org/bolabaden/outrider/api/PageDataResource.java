package org.bolabaden.outrider.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/** What the status page is drawn from, in few words, since it is fetched often. */
@Path("/api/v1/page")
@Gzipped
@Produces(MediaType.APPLICATION_JSON)
public class PageDataResource {
    private final PagePresenter presenter;

    PageDataResource(PagePresenter presenter) {
        this.presenter = presenter;
    }

    /**
     * All services, or those alone that are named.
     *
     * @param services names; none: all. One that is not in the registry is left out
     * @param latency whether each backend comes with what its last checks took
     */
    @GET
    public PageViews.Page page(@QueryParam("service") Set<String> services, @QueryParam("latency") boolean latency) {
        return presenter.page(services, latency);
    }
}
