package org.bolabaden.outrider.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bolabaden.outrider.probe.ProbeEngine;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.probe.ProbeSettings;
import org.bolabaden.outrider.registry.Backend;

/** Checks backends once, all at the same time, without a sidecar. */
final class OneShot {
    // The longest timeout that a check may have, and room to report.
    private static final Duration LONGEST = Duration.ofSeconds(65);

    private OneShot() {}

    /**
     * The results, in the order given.
     *
     * @throws TimeoutException when a check does not end, which it always should
     */
    static Map<Backend, ProbeResult> check(Configured configured, List<Backend> backends, PrintWriter err)
            throws InterruptedException, ExecutionException, TimeoutException {
        ProbeSettings settings = Engines.settings(configured.settings().node(), configured::registry, backends.size());
        try (ProbeEngine engine = ProbeEngine.start(
                settings,
                (backend, result) -> backend.check().schedule().interval(),
                event -> err.println(
                        event.name() + event.reason().map(why -> ": " + why).orElse("")))) {
            Map<Backend, CompletionStage<ProbeResult>> running = new LinkedHashMap<>();
            backends.forEach(backend -> running.put(backend, engine.probeOnce(backend)));
            Map<Backend, ProbeResult> results = new LinkedHashMap<>();
            for (Map.Entry<Backend, CompletionStage<ProbeResult>> entry : running.entrySet()) {
                results.put(
                        entry.getKey(),
                        entry.getValue().toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
