package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bolabaden.outrider.traefik.TraefikProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bootstrap.sh makes, how often it is run, and that the real programs take it. */
@Timeout(120)
class BootstrapTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondRunChangesNothingAndSaysSo() {
        Bootstrapped.in(directory);
        Map<String, String> before = Bootstrapped.tree(directory);

        Bootstrapped.Ended second = Bootstrapped.run(directory, Map.of());

        assertThat(second.exit()).as(second.said()).isZero();
        assertThat(second.said())
                .endsWith("bootstrap: nothing changed\n")
                .contains("node node1.example.org at 127.0.0.1");
        assertThat(Bootstrapped.tree(directory)).isEqualTo(before).hasSizeGreaterThan(40);
    }

    @Test
    void whatSomebodySpoiledIsPutRightAndWhatIsTheirsIsLeftAlone() throws IOException {
        Bootstrapped node = Bootstrapped.in(directory);
        Path spoiled = node.etc().resolve("traefik/traefik.yml");
        Path theirs = node.etc().resolve("services.yaml");
        String before = Files.readString(spoiled);
        Files.writeString(spoiled, "spoiled");
        Files.writeString(theirs, "version: 1\n");
        Files.setPosixFilePermissions(
                node.etc().resolve("secrets/cf_api_token"), PosixFilePermissions.fromString("rw-rw-rw-"));

        Bootstrapped.Ended second = Bootstrapped.run(directory, Map.of());

        assertThat(second.said()).contains("changed " + spoiled, "cf_api_token: mode 0400", "2 changes made");
        assertThat(spoiled).hasContent(before);
        assertThat(theirs).hasContent("version: 1\n");
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndMakesNothing() throws IOException {
        Bootstrapped.Ended ended = Bootstrapped.run(directory, Bootstrapped.node(), "--dry-run");

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("would change ").contains("changes would be made");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NODE_ADDRESS,'',NODE_ADDRESS is not known",
        "NODE,'a b',\"NODE is 'a b', which is not\"",
        "PROFILES,everything,\"PROFILES is 'everything', which is not\"",
        "NODES,node2.example.org=127.0.0.2,NODES lacks this node",
        "REDIS_PRIMARY,127.0.0.2,the password of Redis is not known"
    })
    void whatItCannotKnowIsOneLineAndNothingIsMade(String key, String value, String said) throws IOException {
        Map<String, String> settings = new HashMap<>(Bootstrapped.node());
        settings.put(key, value);

        Bootstrapped.Ended ended = Bootstrapped.run(directory, settings);

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.said())
                .startsWith("bootstrap: " + said.replace("\"", ""))
                .hasLineCount(1);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void noSecretIsForEverybody() {
        Bootstrapped node = Bootstrapped.in(directory);

        for (Path file : List.of(
                node.etc().resolve("secrets/cf_api_token"),
                node.etc().resolve("secrets/redis_password"),
                node.etc().resolve("secrets/api_token"),
                node.etc().resolve("secrets/grafana_password"),
                node.state().resolve("redis/redis.conf"),
                node.state().resolve("sentinel/sentinel.conf"))) {
            assertThat(file).isRegularFile().isNotEmptyFile();
            assertThat(permissions(file)).as(file.toString()).endsWith("---");
        }
        assertThat(Deployment.text(node.etc().resolve("node.env"))).doesNotContain("secret");
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void anUpgradeDrainsUpdatesAndGivesBackInThatOrder() {
        Bootstrapped node = Bootstrapped.in(directory);

        Bootstrapped.Ended ended = Bootstrapped.script(
                List.of("helm-free-deploy/upgrade.sh", "--dry-run"),
                Map.of("BOLABADEN_ETC", node.etc().toString()));

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said())
                .containsSubsequence(
                        " pull ",
                        "outrider drain node1.example.org --for 30m --reason upgrade --move-primary --wait",
                        " up -d ",
                        " --wait ",
                        "outrider undrain node1.example.org",
                        "outrider status");
    }

    @Test
    void haproxyTakesItsConfiguration() {
        Bootstrapped node = Bootstrapped.in(directory);

        Bootstrapped.Ended ended = Bootstrapped.script(
                List.of(
                        "/usr/sbin/haproxy",
                        "-c",
                        "-f",
                        node.etc().resolve("haproxy/base.cfg").toString(),
                        "-f",
                        node.etc().resolve("haproxy/conf.d").toString()),
                Map.of());

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said()).doesNotContain("WARNING");
    }

    @Test
    void prometheusTakesItsConfigurationWithTheNodes() {
        Bootstrapped node = Bootstrapped.in(directory);
        Path prometheus = node.etc().resolve("prometheus");

        Promtool.Ended ended = Promtool.run(
                "check", "config", prometheus.resolve("scrape-file-sd.yml").toString());

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(Deployment.text(prometheus.resolve("outrider-targets.yml")).lines())
                .containsExactly(
                        "- {targets: [\"127.0.0.1:9180\"], labels: {instance: node1.example.org}}",
                        "- {targets: [\"127.0.0.2:9180\"], labels: {instance: node2.example.org}}",
                        "- {targets: [\"127.0.0.3:9180\"], labels: {instance: node3.example.org}}");
    }

    @Test
    void redisAndSentinelStartWithTheirsAndFindEachOther() throws IOException {
        Bootstrapped node = Bootstrapped.in(directory);
        int redis = freePort();
        int sentinel = freePort();
        Path password = node.etc().resolve("secrets/redis_password");
        node.edit(node.state().resolve("redis/redis.conf"), "6380", "" + redis, "dir /data", "dir " + directory);
        node.edit(
                node.state().resolve("sentinel/sentinel.conf"),
                "6380",
                "" + redis,
                "26379",
                "" + sentinel,
                "dir /data",
                "dir " + directory);

        start("redis-server", node.state().resolve("redis/redis.conf").toString());
        start("redis-sentinel", node.state().resolve("sentinel/sentinel.conf").toString());

        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        redis(redis, Deployment.text(password).strip(), "role").startsWith("master"));
        assertThat(redis(redis, "wrong", "ping")).contains("NOAUTH");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        redis(sentinel, "", "sentinel", "master", "redis-main").contains("flags\nmaster\n"));
    }

    private static String redis(int port, String password, String... words) {
        List<String> all = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        all.addAll(List.of(words));
        return Bootstrapped.script(all, password.isEmpty() ? Map.of() : Map.of("REDISCLI_AUTH", password))
                .said();
    }

    @Test
    void traefikStartsWithItsConfigurationAndWantsTheWildcardsOfTheNode() throws Exception {
        Path traefik = TraefikProcess.program();
        Bootstrapped node = Bootstrapped.in(directory);
        int ping = freePort();
        node.edit(
                node.etc().resolve("traefik/traefik.yml"),
                "\":80\"",
                "\"127.0.0.1:" + freePort() + "\"",
                "\":443\"",
                "\"127.0.0.1:" + freePort() + "\"",
                "127.0.0.1:8080",
                "127.0.0.1:" + ping,
                "127.0.0.1:8082",
                "127.0.0.1:" + freePort(),
                "/etc/traefik/dynamic",
                node.etc().resolve("traefik/dynamic").toString(),
                "/var/lib/traefik",
                node.state().resolve("traefik").toString());
        node.edit(
                node.etc().resolve("traefik/dynamic/certificates.yaml"),
                "/etc/traefik/default.pem",
                node.etc().resolve("traefik/default.pem").toString());
        Path log = start(traefik.toString(), "--configfile=" + node.etc().resolve("traefik/traefik.yml"));

        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ping + "/ping"))
                .build();
        // It opens its doors a moment before it knows what to answer there.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> accepts(ping)
                        && client.send(request, HttpResponse.BodyHandlers.ofString())
                                        .statusCode()
                                == 200);
        // The authority of this test is a closed port: what is asked for is in what cannot be had.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Deployment.text(log))
                        .contains(
                                "[\"example.org\",\"*.example.org\",\"*.node1.example.org\"]",
                                "127.0.0.1:9/directory"));
        assertThat(Deployment.text(log).lines().filter(line -> line.contains("\"level\":\"error\"")))
                .allMatch(line -> line.contains("certificate") || line.contains("acme"))
                .noneMatch(line -> line.contains("default.pem"));
    }

    private Path start(String... words) throws IOException {
        Path log = directory.resolve(Path.of(words[0]).getFileName() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CF_DNS_API_TOKEN", "secret");
        started.add(builder.start());
        return log;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
