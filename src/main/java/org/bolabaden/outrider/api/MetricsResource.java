package org.bolabaden.outrider.api;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.bolabaden.outrider.observe.TextExposition;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code /metrics}: the meters of Micrometer, then the series that the stages write as they are read. */
@Path("/metrics")
public class MetricsResource {
    private final SidecarState state;
    private final CollectorRegistry meters;

    MetricsResource(SidecarState state, CollectorRegistry meters) {
        this.state = state;
        this.meters = meters;
    }

    /** All series, in Prometheus' text format; a reader takes as long as he needs and costs one buffer. */
    @GET
    @Blocking
    @Produces(TextFormat.CONTENT_TYPE_004)
    @Operation(summary = "Metrics for Prometheus")
    public StreamingOutput metrics() {
        return this::write;
    }

    private void write(OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        TextFormat.write004(writer, meters.metricFamilySamples());
        writer.flush();
        TextExposition exposition = new TextExposition(out);
        try {
            state.series().forEach(source -> source.write(exposition));
            exposition.flush();
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }
}
