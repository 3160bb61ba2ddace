package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.stack.Deployment;
import org.bolabaden.outrider.stack.Promtool;

/** A real Prometheus that scrapes every other second, with the shipped rules hurried up. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final int port = Sidecar.freePort();
    private Process process;

    /** One with its files in that directory. */
    Prometheus(Path directory) {
        this.directory = directory;
    }

    /**
     * The rules with seconds for minutes: what they ask for is unchanged, only for how long it has to hold, and how far they
     * look back; a registry is old after five seconds. Certificates are made to end when they have to.
     */
    static String hurried(String rules) {
        return rules.replaceAll("for: [0-9]+m", "for: 2s")
                .replaceAll("\\[(15m|1h)]", "[20s]")
                .replace("offset 15m", "offset 20s")
                .replace("[5m]", "[10s]")
                .replace("[2m]", "[30s]")
                .replace("timestamp_seconds > 86400", "timestamp_seconds > 5")
                .replace("timestamp_seconds > 600", "timestamp_seconds > 5");
    }

    /** Starts it on sidecars by their ports, each under the name of its node, and waits until it answers. */
    Prometheus start(Map<String, Integer> nodes) {
        StringBuilder targets = new StringBuilder();
        nodes.forEach((node, itsPort) -> targets.append(
                "      - {targets: [\"127.0.0.1:%d\"], labels: {instance: %s}}%n".formatted(itsPort, node)));
        try {
            Files.writeString(directory.resolve("rules.yml"), hurried(Deployment.text(Deployment.RULES)));
            Path configuration = Files.writeString(
                    directory.resolve("prometheus.yml"),
                    """
                    global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}
                    rule_files: [rules.yml]
                    scrape_configs:
                      - job_name: outrider
                        static_configs:
                    """ + targets.toString().indent(4));
            process = new ProcessBuilder(
                            Promtool.program("prometheus").toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("tsdb"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--log.level=warn")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Sidecar.PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("Prometheus did not start: " + Files.readString(directory.resolve("log")));
            }
            return ready();
        });
        return this;
    }

    private boolean ready() {
        try {
            return get("/-/ready") != null;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The vector that a query yields. */
    JsonNode query(String expression) {
        try {
            String body = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            return JSON.readTree(body).path("data").path("result");
        } catch (IOException failed) {
            throw new AssertionError(expression + ": " + failed, failed);
        }
    }

    private String get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(10_000);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Waits until such an alert has fired, if only for a moment; {@code matchers} such as {@code service="web"}. */
    void awaitFired(String alert, String matchers, Duration patience) {
        String series = "ALERTS{alertname=\"%s\",alertstate=\"firing\",%s}".formatted(alert, matchers);
        await(alert + " {" + matchers + "}")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> !query("max_over_time(" + series + "[1h])").isEmpty());
    }

    /** The alerts that have fired since the start. */
    Set<String> everFired() {
        Set<String> names = new TreeSet<>();
        query("max_over_time(ALERTS{alertstate=\"firing\"}[1h])")
                .forEach(series ->
                        names.add(series.path("metric").path("alertname").asText()));
        return names;
    }

    /** Waits until no alert fires, but for checks that are late: that a test's machine is busy is none of its business. */
    void awaitQuiet(Duration patience) {
        awaitNone("ALERTS{alertstate=\"firing\",alertname!=\"OutriderProbesLate\"}", patience);
    }

    /** Waits until a query yields nothing. */
    void awaitNone(String expression, Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(query(expression).findValues("metric"))
                        .as(expression)
                        .isEmpty());
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
