package org.bolabaden.outrider.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The status page: its files. */
@Path("/")
@Gzipped
public class PageResource {
    // Nothing from anywhere else, and nothing that is written into the document itself.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final PageFiles files;

    PageResource(PageFiles files) {
        this.files = files;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response page(@Context Request request) {
        return file("index.html", request);
    }

    /** What belongs to it. */
    @GET
    @Path("page/{file}")
    @Operation(hidden = true)
    public Response part(String file, @Context Request request) {
        return file(file, request);
    }

    private Response file(String name, Request request) {
        PageFiles.PageFile file = files.of(name).orElseThrow(() -> new NotFoundException("the page has no " + name));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(file.tag());
        Response.ResponseBuilder answer =
                unchanged != null ? unchanged : Response.ok(file.content()).type(file.type());
        return answer.tag(file.tag())
                // The browser asks each time, and is answered in a line while nothing has changed.
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
