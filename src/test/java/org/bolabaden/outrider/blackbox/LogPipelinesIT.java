package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.stack.LogPipeline;
import org.bolabaden.outrider.traefik.TraefikProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped pipelines for Loki on lines that a running sidecar, a running HAProxy and a running Traefik have just written. */
@Tag(Artefact.LONG)
class LogPipelinesIT {
    private static final List<LogPipeline> PIPELINES =
            LogPipeline.shipped(ZoneId.systemDefault().getId());

    @TempDir
    Path directory;

    private Nginx web;

    @BeforeEach
    void start() {
        web = new Nginx("web", directory).start();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void eventsAndHaproxysAccessLogHaveTheirLabelsAndTimes() throws IOException {
        int httpPort = Sidecar.freePort();
        int tcpPort = Sidecar.freePort();
        Path tcp = directory.resolve("tcp.cfg");
        Path http = directory.resolve("http.cfg");
        try (Edge edge = new Edge(HaproxyVersion.V2_6, tcp, http);
                Sidecar sidecar = new Sidecar(directory)) {
            sidecar.watcher("""
                    node: elsewhere
                    haproxy: {socket: %s, master_socket: %s, http_bind: "127.0.0.1:%d", tcp_bind: 127.0.0.1, log: stdout}
                    templates:
                      - {input: "builtin:haproxy-tcp", output: %s}
                      - {input: "builtin:haproxy-http", output: %s}
                    """.formatted(edge.socket(), edge.masterSocket(), httpPort, tcp, http))
                    .services("""
                            version: 1
                            http:
                              site.example.org: {backends: [{host: 127.0.0.1, port: %d}]}
                            tcp:
                              site: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}
                            """.formatted(web.port(), tcpPort, web.port()))
                    .start();
            edge.start();
            await().atMost(Sidecar.PATIENCE)
                    .until(() -> new Client(httpPort, "site.example.org").ask().equals("web"));
            new Client(httpPort, "nobody.example.org").ask();
            new Client(tcpPort, "any").ask();

            String answered = logged(edge, " site.example.org/127.0.0.1:");
            String refused = logged(edge, "<NOSRV>");
            String session = logged(edge, " site/127.0.0.1:");
            for (LogPipeline pipeline : PIPELINES) {
                haproxy(pipeline, answered, Map.of("job", "haproxy", "node", "host", "code", "2xx"));
                haproxy(pipeline, refused, Map.of("job", "haproxy", "node", "host", "code", "4xx"));
                haproxy(pipeline, session, Map.of("job", "haproxy", "node", "host"));
                assertThat(sidecar.events()).hasSizeGreaterThan(3).allSatisfy(event -> {
                    LogPipeline.Shipped shipped = pipeline.run("outrider", event.toString());
                    assertThat(shipped.labels())
                            .isEqualTo(Map.of(
                                    "job",
                                    "outrider",
                                    "node",
                                    "elsewhere",
                                    "event",
                                    event.path("event").asText(),
                                    "level",
                                    event.path("level").asText()));
                    assertThat(shipped.time())
                            .contains(Instant.parse(event.path("ts").asText()));
                });
            }
        }
    }

    private static void haproxy(LogPipeline pipeline, String line, Map<String, String> labels) {
        LogPipeline.Shipped shipped = pipeline.run("haproxy", line);
        assertThat(shipped.labels()).as(line).isEqualTo(labels);
        justNow(shipped, line);
    }

    /** The line's own time, in the right zone, and not the hour before or after. */
    private static void justNow(LogPipeline.Shipped shipped, String line) {
        assertThat(shipped.time()).as(line).isPresent();
        assertThat(Duration.between(shipped.time().orElseThrow(), Instant.now()).abs())
                .as(line)
                .isLessThan(Duration.ofMinutes(20));
    }

    private static String logged(Edge edge, String part) {
        return logged(edge.log(), part);
    }

    private static String logged(Path file, String part) {
        await().atMost(Sidecar.PATIENCE).until(() -> lines(file).stream().anyMatch(line -> line.contains(part)));
        return lines(file).stream()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void traefiksAccessLogInJsonAndInTheCommonFormatHasItsLabelsAndTime() {
        for (String format : Set.of("json", "common")) {
            Path log = directory.resolve(format + ".log");
            String routes = """
                    http:
                      routers: {site: {rule: "Host(`site.example.org`)", service: site}}
                      services: {site: {loadBalancer: {servers: [{url: "http://127.0.0.1:%d"}]}}}
                    """.formatted(web.port());
            try (TraefikProcess traefik = TraefikProcess.traefik()
                    .settings("accessLog: {format: %s, filePath: '%s'}%n".formatted(format, log))
                    .file("site.yaml", routes)
                    .start()) {
                await().atMost(Sidecar.PATIENCE)
                        .until(() -> new Client(traefik.port("web"), "site.example.org")
                                .ask()
                                .equals("web"));
                String answered = logged(log, "site@file");

                assertThat(PIPELINES).allSatisfy(pipeline -> {
                    LogPipeline.Shipped shipped = pipeline.run("traefik", answered);
                    assertThat(shipped.labels())
                            .as(answered)
                            .containsEntry("code", "2xx")
                            .containsEntry("node", "host")
                            .containsEntry("job", "traefik");
                    assertThat(LogPipeline.LABELS).containsAll(shipped.labels().keySet());
                    justNow(shipped, answered);
                });
            }
        }
    }
}
