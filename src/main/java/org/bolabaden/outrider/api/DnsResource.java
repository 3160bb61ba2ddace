package org.bolabaden.outrider.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** This node's public records, read only. */
@Path("/api/v1/dns")
@Produces(MediaType.APPLICATION_JSON)
public class DnsResource {
    private final SidecarState state;

    DnsResource(SidecarState state) {
        this.state = state;
    }

    /** What is wanted, what the zone has, and what was last done. */
    @GET
    public DnsViews.Dns dns() {
        return state.dns()
                .map(DnsPresenter::dns)
                .orElseThrow(() -> new NotFoundException("this node keeps no public records: watcher.yaml has no dns"));
    }
}
