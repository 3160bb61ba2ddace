package org.bolabaden.outrider.render;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.process.Commands;

/** The product's outputs by a simulated clock. */
public final class SimulatedOutputs {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    // Templates take long to parse, and all nodes have the same. A render is limited by the machine's clock, which is
    // not the
    // simulation's: on a busy machine a schedule must not end another way.
    private static final Renderer RENDERER =
            new Renderer(new RenderLimits(RenderLimits.DEFAULT.bytes(), Duration.ofHours(1)));

    private SimulatedOutputs() {}

    /** Outputs whose memory is in that directory. */
    public static Outputs of(
            Path memory,
            Map<Proxy, OutputCheck> checks,
            Map<Proxy, Reload> reloads,
            Commands commands,
            EventSink events,
            InstantSource clock) {
        return new Outputs(
                RENDERER,
                new OutputStore(memory, events, clock),
                checks,
                reloads,
                commands,
                events,
                new RenderMetrics(new SimpleMeterRegistry()),
                clock,
                LIMIT);
    }
}
