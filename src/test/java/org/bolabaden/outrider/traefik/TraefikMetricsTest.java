package org.bolabaden.outrider.traefik;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.traefik.Renderings.service;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.TextExposition;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

/** What the real Traefik counts of what we render. */
class TraefikMetricsTest {
    private static final String APP = "app.example.org";
    private static final String OTHER = "other.example.org";

    private final Set<ServiceName> services = new LinkedHashSet<>(Set.of(new ServiceName(APP)));
    private final AtomicReference<Optional<URI>> url = new AtomicReference<>(Optional.empty());
    private final List<Event> events = new ArrayList<>();
    private final TraefikMetrics metrics = new TraefikMetrics(url::get, () -> services, events::add);

    private List<String> scraped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextExposition exposition = new TextExposition(out);
        metrics.write(exposition);
        exposition.flush();
        return out.toString(UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
    }

    private List<String> read() {
        metrics.look();
        return scraped();
    }

    @Test
    void requestsAreCountedOnceForTheServiceWhateverPoolServesThem() {
        try (WebBackend local = WebBackend.named("local");
                WebBackend peer = WebBackend.named("peer");
                TraefikProcess traefik = TraefikProcess.traefik()
                        .settings("metrics: {prometheus: {}}\n")
                        .start()) {
            traefik.write(
                    "out.yaml",
                    Renderings.on("node1.example.org")
                            .with(service(APP).local(local.port()).peer(peer.port()))
                            .with(service(OTHER).peer(peer.port()))
                            .text());
            traefik.awaitRouter(APP);
            url.set(Optional.of(traefik.metrics()));
            for (int i = 0; i < 3; i++) {
                assertThat(Asking.get(traefik.port("web"), APP, "/").status()).isEqualTo(200);
            }
            Asking.get(traefik.port("web"), OTHER, "/");

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(read())
                            .contains(
                                    "outrider_traefik_up 1.0",
                                    "outrider_traefik_requests_total{service=\"" + APP + "\",code=\"2xx\"} 3.0",
                                    "outrider_traefik_response_seconds_count{service=\"" + APP + "\"} 3.0")
                            .noneMatch(line -> line.contains(OTHER)));
            assertThat(scraped()).anyMatch(line -> line.startsWith("outrider_traefik_response_seconds_sum{service=\""));

            services.clear();
            assertThat(scraped()).containsExactly("outrider_traefik_up 1.0");
        }
        services.add(new ServiceName(APP));

        assertThat(read()).containsExactly("outrider_traefik_up 0.0");
    }

    @Test
    void aTraefikThatStaysAwayIsToldOnceAndItsReturnToo() {
        try (WebBackend page = WebBackend.named("a page without a counter")) {
            page.stop();
            url.set(Optional.of(URI.create("http://127.0.0.1:" + page.port() + "/metrics")));
            for (int i = 0; i < 5; i++) {
                assertThat(read()).containsExactly("outrider_traefik_up 0.0");
            }
            page.start();
            for (int i = 0; i < 2; i++) {
                assertThat(read()).containsExactly("outrider_traefik_up 1.0");
            }

            assertThat(events)
                    .extracting(Event::name)
                    .containsExactly("traefik_metrics_failed", "traefik_metrics_recovered");
            assertThat(events.getFirst().reason().orElseThrow())
                    .contains("127.0.0.1:" + page.port() + "/metrics", "refused");
        }
    }

    @Test
    void withoutAnAddressThereIsNothing() {
        assertThat(read()).isEmpty();
    }
}
