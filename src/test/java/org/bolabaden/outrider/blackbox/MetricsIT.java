package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads of a sidecar whose HAProxy serves visitors. */
class MetricsIT {
    private static final int AT_MOST_BESIDES = 160;

    @TempDir
    Path directory;

    private final int sitePort = Sidecar.freePort();
    private final int webPort = Sidecar.freePort();
    private Path tcp;
    private Path http;
    private Edge edge;
    private Nginx one;
    private Sidecar sidecar;

    @BeforeEach
    void start() {
        tcp = directory.resolve("haproxy.cfg");
        http = directory.resolve("http.cfg");
        edge = new Edge(HaproxyVersion.V2_6, tcp, http);
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: elsewhere
                        haproxy: {socket: %s, master_socket: %s, http_bind: "127.0.0.1:%d"}
                        templates:
                          - {input: "builtin:haproxy-tcp", output: %s}
                          - {input: "builtin:haproxy-http", output: %s}
                        """.formatted(edge.socket(), edge.masterSocket(), webPort, tcp, http))
                .services(services("{host: 127.0.0.12, port: %d}".formatted(Sidecar.freePort())))
                .start();
        edge.start();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(sitePort).answerers(1).equals(Set.of("one"))
                        && new Client(webPort, "web.example.org").answerers(1).equals(Set.of("one")));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
        one.close();
    }

    private String services(String other) {
        return """
                version: 1
                http:
                  web.example.org:
                    check: {path: /_healthz}
                    backends: [{host: 127.0.0.11, port: %d}]
                tcp:
                  site:
                    port: %d
                    backends: [{host: 127.0.0.11, port: %d}, %s]
                """.formatted(one.port(), sitePort, one.port(), other);
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    private double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void whatHaproxyCountsIsToldOfEachServiceAndBackendAndPromtoolHasNothingToSay() {
        String labels =
                "{service=\"web.example.org\",backend=\"127.0.0.11:%d\",node=\"127.0.0.11\"}".formatted(one.port());
        await().atMost(Sidecar.PATIENCE).until(() -> value("outrider_upstream_requests_total" + labels) > 0);
        double before = value("outrider_service_requests_total{service=\"web.example.org\"}");

        new Client(webPort, "web.example.org").ask(7);
        new Client(sitePort).ask(3);

        await().atMost(Sidecar.PATIENCE)
                .until(() -> value("outrider_service_requests_total{service=\"web.example.org\"}") == before + 7
                        && value("outrider_service_requests_total{service=\"site\"}") >= 3);
        assertThat(value("outrider_upstream_response_seconds" + labels)).isBetween(0.0, 5.0);
        assertThat(value("outrider_service_errors_total{service=\"web.example.org\",kind=\"http_5xx\"}"))
                .isGreaterThanOrEqualTo(0);
        assertThat(value("process_resident_memory_bytes")).isGreaterThan(1e6);
        assertThat(value("process_cpu_seconds_total")).isPositive();
        assertThat(value("process_open_fds")).isPositive();
        assertThat(value("process_start_time_seconds")).isGreaterThan(1.7e9);
        Promtool.acceptsWithoutAWord(metrics());
    }

    @Test
    void theSeriesOfARemovedBackendGoAndThoseOfNoBackendAreFew() {
        String gone = "backend=\"127.0.0.12:";
        await().atMost(Sidecar.PATIENCE)
                .until(() -> metrics().contains("outrider_upstream_requests_total{service=\"site\"," + gone));
        List<String> besides = metrics()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.contains("service=\""))
                .toList();
        assertThat(besides).hasSizeLessThan(AT_MOST_BESIDES);

        sidecar.services(services("{host: 127.0.0.11, port: %d}".formatted(Sidecar.freePort())));

        await().atMost(Sidecar.PATIENCE).until(() -> !metrics().contains(gone));
    }
}
