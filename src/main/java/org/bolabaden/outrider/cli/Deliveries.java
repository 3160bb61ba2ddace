package org.bolabaden.outrider.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bolabaden.outrider.haproxy.HaproxyMetrics;
import org.bolabaden.outrider.haproxy.RuntimeApplier;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Model;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.OutputStore;
import org.bolabaden.outrider.render.Outputs;
import org.bolabaden.outrider.render.Proxy;
import org.bolabaden.outrider.render.RenderMetrics;
import org.bolabaden.outrider.render.Renderer;

/** How outputs are made, the same in the sidecar and in commands. */
public final class Deliveries {
    private Deliveries() {}

    /** Of the sidecar. */
    public static Outputs outputs(
            NodeSettings settings,
            Optional<RuntimeApplier> applier,
            EventSink events,
            RenderMetrics metrics,
            HaproxyMetrics haproxy) {
        return new Outputs(new Renderer(), store(settings, events), Map.of(), Map.of(), events, metrics);
    }

    /** Of a command. */
    static Outputs outputs(NodeSettings settings, EventSink events) {
        MeterRegistry nobody = new SimpleMeterRegistry();
        return outputs(settings, Optional.empty(), events, new RenderMetrics(nobody), new HaproxyMetrics(nobody));
    }

    /** Of a check on a machine that may lack what the files are for: without HAProxy its files go unjudged. */
    static Outputs forLint(NodeSettings settings) {
        return outputs(settings, event -> {});
    }

    private static OutputStore store(NodeSettings settings, EventSink events) {
        return new OutputStore(settings.stateDir().resolve("outputs"), events, InstantSource.system());
    }

    /** The model of each template: the first one for HAProxy has the {@code global} section. */
    public static Function<Template, Model> models(NodeSettings settings, String registryVersion, Plan plan) {
        Optional<Template> first = settings.templates().stream()
                .filter(template -> Proxy.of(template) == Proxy.HAPROXY)
                .findFirst();
        Model with = Models.of(Engines.version(), registryVersion, settings, plan, true);
        Model without = Models.of(Engines.version(), registryVersion, settings, plan, false);
        return template -> first.equals(Optional.of(template)) ? with : without;
    }
}
