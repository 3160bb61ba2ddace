package org.bolabaden.outrider.api;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.bolabaden.outrider.peers.LocalJson;
import org.bolabaden.outrider.peers.LocalView;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What this sidecar tells the others, and what they told it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class PeersResource {
    private final SidecarState state;
    private final PeerPresenter presenter;
    private final ChangeGuard guard;
    // One for all that ask: they ask every two seconds, and it seldom changes.
    private volatile @Nullable Written written;

    private record Written(LocalView view, String body, String tag) {}

    PeersResource(SidecarState state, PeerPresenter presenter, ChangeGuard guard) {
        this.state = state;
        this.presenter = presenter;
        this.guard = guard;
    }

    /** The peers, as they are seen from here. */
    @GET
    @Path("/peers")
    @Operation(summary = "The sidecars of the other nodes, as they are seen from here")
    public List<PeerViews.Peer> peers() {
        return presenter.peers();
    }

    /** What peers ask for. */
    @GET
    @Path("/local")
    @Blocking
    @Operation(
            summary = "What this node tells its peers: drains, what it sees down, its registry; needs the token of"
                    + " peers.token_file where one is set")
    public Response local(
            @Context HttpServerRequest request, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known) {
        guard.requirePeer(request);
        Written now = written(state.local());
        Response.ResponseBuilder answer = now.tag().equals(known)
                ? Response.notModified()
                : Response.ok(now.body(), MediaType.APPLICATION_JSON_TYPE);
        return answer.header(HttpHeaders.ETAG, now.tag()).build();
    }

    private Written written(LocalView view) {
        Written last = written;
        if (last == null || !last.view().equals(view)) {
            byte[] bytes = LocalJson.write(view);
            last = new Written(view, new String(bytes, StandardCharsets.UTF_8), tag(bytes));
            written = last;
        }
        return last;
    }

    private static String tag(byte[] bytes) {
        return '"' + UUID.nameUUIDFromBytes(bytes).toString() + '"';
    }
}
