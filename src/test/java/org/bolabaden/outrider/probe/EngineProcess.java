package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;

/**
 * An engine in a process of its own, for tests that stop it or take its descriptors: {@code PORT COUNT INTERVAL_MS
 * TIMEOUT_MS}. Writes {@code passed N} after each full round of passes, and every failure and event; ends with its input.
 */
final class EngineProcess {
    private EngineProcess() {}

    public static void main(String... arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        AtomicInteger passed = new AtomicInteger();
        ProbeListener listener = (backend, result) -> {
            if (!result.passed()) {
                say("failed " + result);
            } else if (passed.incrementAndGet() % count == 0) {
                say("passed " + passed);
            }
            return backend.check().schedule().interval();
        };
        ProbeSettings settings =
                new ProbeSettings(1024, "outrider/test", () -> null, name -> false, new NodeName("here"));
        try (ProbeEngine engine = ProbeEngine.start(settings, listener, event -> say("event " + event.name()))) {
            List<Backend> backends = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                backends.add(Backends.at("127.0." + i / 250 + "." + (i % 250 + 1), Integer.parseInt(arguments[0]))
                        .every(Duration.ofMillis(Long.parseLong(arguments[2])))
                        .timeout(Duration.ofMillis(Long.parseLong(arguments[3])))
                        .build());
            }
            engine.probeOnce(backends.getFirst()).toCompletableFuture().get();
            engine.replace(backends);
            while (System.in.read() >= 0) {
                // Only its end counts.
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
