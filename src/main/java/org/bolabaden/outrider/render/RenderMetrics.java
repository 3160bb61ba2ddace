package org.bolabaden.outrider.render;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** What became of each template, for Prometheus: {@code outrider_render_total{template,result}}. */
public final class RenderMetrics {
    private final MeterRegistry registry;

    /** What a round came to for one template. */
    enum Result {
        /** The output was written. */
        SUCCESS,
        /** The template, a check, the disk or the reload refused it. */
        FAILURE,
        /** Somebody else's edit was left alone. */
        HELD,
        /** There was nothing to write. */
        UNCHANGED
    }

    /** Registers the meters as templates come. */
    public RenderMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Template template, Result result) {
        Counter.builder("outrider.render")
                .description("Templates rendered, by what became of the output.")
                .tag("template", label(template))
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    private static String label(Template template) {
        String input = template.input();
        return input.startsWith(Renderer.BUILTIN) ? input : input.substring(input.lastIndexOf('/') + 1);
    }
}
