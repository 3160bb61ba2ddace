package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.traefik.Renderings.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.traefik.Renderings.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests see while files change and backends die. */
class ReloadTest {
    private static final String S = "app.example.org";
    private static final int RATE = 300;

    private final List<AutoCloseable> started = new ArrayList<>();
    private WebBackend one;
    private WebBackend two;
    private TraefikProcess traefik;

    @BeforeEach
    void start() {
        TraefikProcess.program();
        one = WebBackend.named("one");
        started.add(one);
        two = WebBackend.named("two");
        started.add(two);
        traefik = TraefikProcess.traefik().start();
        started.add(traefik);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    /** Steady requests for so long; how many answers of each status there were, 0 for none. */
    private Map<Integer, Long> load(Duration time, Runnable meanwhile) {
        Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(meanwhile);
            long begin = System.nanoTime();
            for (int i = 0; i < RATE * time.toMillis() / 1000; i++) {
                LockSupport.parkNanos(begin + i * 1_000_000_000L / RATE - System.nanoTime());
                threads.submit(() -> answers.computeIfAbsent(
                                Asking.get(traefik.port("web"), S, "/").status(), status -> new LongAdder())
                        .increment());
            }
        }
        Map<Integer, Long> sums = new TreeMap<>();
        answers.forEach((status, count) -> sums.put(status, count.sum()));
        return sums;
    }

    private String text(ServiceBuilder service) {
        return Renderings.on("node1.example.org").with(service).text();
    }

    @Test
    void noRequestFailsWhileTheFileChangesAgainAndAgain() {
        traefik.write("out.yaml", text(service(S).local(one.port()).peer(two.port())));
        traefik.awaitRouter(S);

        Map<Integer, Long> answers = load(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 20; i++) {
                boolean even = i % 2 == 0;
                traefik.write(
                        "out.yaml",
                        text(
                                even
                                        ? service(S).peer(two.port(), 1 + i)
                                        : service(S).local(one.port()).peer(two.port())));
                LockSupport.parkNanos(200_000_000L);
            }
        });

        assertThat(answers).containsOnlyKeys(200).containsEntry(200, 1500L);
    }

    @Test
    void hardlyARequestFailsWhenAPeerRefusesAndNoCheckHasNoticedYet() {
        Check rare = new Check.Http(
                new Check.Schedule(Duration.ofHours(1), Duration.ofMillis(500)),
                "GET",
                "/_healthz",
                java.util.Optional.empty(),
                org.bolabaden.outrider.registry.StatusRanges.DEFAULT,
                java.util.Optional.empty());
        traefik.write("out.yaml", text(service(S).check(rare).peer(one.port()).peer(two.port())));
        traefik.awaitRouter(S);
        one.stop();

        // Each of eight attempts meets the dead one of the two in half of the cases.
        assertThat(failed(load(Duration.ofSeconds(2), () -> {}))).isLessThan(15);
        // The same without further attempts: this is what they are for.
        traefik.write(
                "out.yaml",
                text(service(S).check(rare).peer(one.port()).peer(two.port())).replace("attempts: 8", "attempts: 1"));
        traefik.write("marker.yaml", "http:\n  routers:\n    marker: {rule: Host(`m`), service: noop@internal}\n");
        traefik.awaitRouter("marker");
        assertThat(failed(load(Duration.ofSeconds(2), () -> {}))).isGreaterThan(200);
    }

    private static long failed(Map<Integer, Long> answers) {
        return answers.values().stream().mapToLong(Long::longValue).sum() - answers.getOrDefault(200, 0L);
    }
}
