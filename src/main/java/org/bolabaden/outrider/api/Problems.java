package org.bolabaden.outrider.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error leaves as problem JSON (RFC 9457); what went wrong inside is logged, not told. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    static final String MEDIA_TYPE = "application/problem+json";

    @ServerExceptionMapper
    Response refused(WebApplicationException refused) {
        return problem(refused.getResponse().getStatus(), Optional.ofNullable(refused.getMessage()));
    }

    @ServerExceptionMapper
    Response failed(RuntimeException failed) {
        LOG.error("a request failed", failed);
        return problem(500, Optional.empty());
    }

    /** The same for who answers without REST. */
    static String json(int status, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail)
                .toString();
    }

    private static String title(int status) {
        return switch (status) {
            // Not in that list.
            case 421 -> "Misdirected Request";
            default ->
                Optional.ofNullable(Response.Status.fromStatusCode(status))
                        .map(Response.Status::getReasonPhrase)
                        .orElse("Error");
        };
    }

    private static Response problem(int status, Optional<String> detail) {
        String title = title(status);
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(new Views.Problem("about:blank", title, status, detail.orElse(title)))
                .build();
    }
}
