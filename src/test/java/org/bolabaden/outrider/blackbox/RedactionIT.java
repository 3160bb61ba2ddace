package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A secret of its own in every place that takes one, all of them in use and most of them in vain, since it is in what went
 * wrong that one gets out; and then everything that the program says, anywhere, is searched for them.
 */
class RedactionIT {
    private static final String MARK = "sEcReT";
    private static final List<String> ENDPOINTS = List.of(
            "/",
            "/page/app.js",
            "/metrics",
            "/metrics/meters",
            "/openapi",
            "/health",
            "/health/live",
            "/health/ready",
            "/health/started",
            "/api/v1/status",
            "/api/v1/page?latency=true",
            "/api/v1/services",
            "/api/v1/services/site.example.org",
            "/api/v1/services/nobody",
            "/api/v1/backends",
            "/api/v1/plan",
            "/api/v1/registry",
            "/api/v1/events?limit=500",
            "/api/v1/peers",
            "/api/v1/local",
            "/api/v1/drains",
            "/api/v1/dns");

    @TempDir
    static Path directory;

    private static final Map<String, String> SECRETS = new LinkedHashMap<>();
    private static final Map<String, String> SAID = new ConcurrentHashMap<>();
    private static final Map<String, String> RECEIVED_HEADERS = new ConcurrentHashMap<>();
    private static HttpServer receiver;
    private static Sidecar sidecar;

    /** A new secret, which says where it was planted. */
    private static String plant(String where) {
        return SECRETS.computeIfAbsent(where, place -> MARK + (char) ('A' + SECRETS.size()) + "x7Q" + SECRETS.size());
    }

    private static void file(String name) throws IOException {
        file(name, plant(name));
    }

    private static void file(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @BeforeAll
    static void everythingIsInUse() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            SAID.merge(
                    "body of " + path.replaceAll(MARK + "\\w+", "…"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1),
                    String::concat);
            RECEIVED_HEADERS.merge(path, exchange.getRequestHeaders().toString(), String::concat);
            // Says back what it was told, as servers in trouble do.
            byte[] answer =
                    ("refused: " + path + exchange.getRequestHeaders().values()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(path.contains("/ok") || path.startsWith("/v1/") ? 200 : 500, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        receiver.start();
        int there = receiver.getAddress().getPort();
        int nowhere = Sidecar.freePort();
        for (String name : List.of(
                "api-token",
                "peer-token",
                "hook-token",
                "hook-signature",
                "ntfy-token",
                "mail-password",
                "dns-token",
                "redis-password",
                "sentinel-password",
                "git-token")) {
            file(name);
        }
        file("otlp-headers", "Authorization: Bearer " + plant("otlp-headers"));
        file("slack-url", "http://127.0.0.1:" + there + "/services/" + plant("slack-url"));
        file("discord-url", "not a url " + plant("discord-url"));
        file("secrets.env", "CF_API_TOKEN=" + plant("secrets.env"));
        sidecar = new Sidecar(directory);
        sidecar.write("watcher.yaml", """
                        node: n1
                        state_dir: state
                        api: {listen: "127.0.0.1:%d", token_file: api-token}
                        peers:
                          interval: 500ms
                          token_file: peer-token
                          list: [{node: n2, url: "http://127.0.0.1:%d"}, {node: n3, url: "http://127.0.0.1:%d"}]
                        otlp: {endpoint: "http://127.0.0.1:%d", interval: 1s, headers_file: otlp-headers}
                        health_checks: {interval: 500ms}
                        templates: [{input: "mine.qute", output: "out.cfg"}]
                        dns:
                          provider: cloudflare
                          names: [site.example.org]
                          token_file: dns-token
                          zone: example.org
                          api_url: "http://127.0.0.1:%d/dns"
                          address: {static: [198.51.100.7]}
                        notify:
                          - {name: good, webhook: {url: "http://127.0.0.1:%d/ok/%s", token_file: hook-token, signature_file: hook-signature}, min_level: info, group_for: 0s}
                          - {name: bad, webhook: {url: "http://127.0.0.1:%d/no/%s?key=%s"}, group_for: 0s}
                          - {name: gone, ntfy: {url: "http://127.0.0.1:%d/%s", token_file: ntfy-token}, group_for: 0s}
                          - {slack: {url_file: slack-url}, group_for: 0s}
                          - {discord: {url_file: discord-url}, group_for: 0s}
                          - {email: {server: "127.0.0.1:%d", tls: none, user: me, password_file: mail-password, from: a@example.org, to: [b@example.org]}, group_for: 0s}
                        """.formatted(
                                sidecar.port(),
                                there,
                                nowhere,
                                there,
                                there,
                                there,
                                plant("webhook url"),
                                there,
                                plant("failing webhook's path"),
                                plant("failing webhook's query"),
                                nowhere,
                                plant("ntfy topic"),
                                nowhere))
                .write("mine.qute", "# nothing\n")
                .services(services("", there, nowhere))
                .environment("CF_API_TOKEN", plant("environment"))
                .environment("OUTRIDER_UNKNOWN_PASSWORD", plant("unknown variable"))
                .start();
        sidecar.awaitEvent("backend_down", event -> true);
        sidecar.awaitEvent("notification_failed", event -> true);
        await().atMost(PATIENCE)
                .until(() -> RECEIVED_HEADERS.keySet().stream().anyMatch(path -> path.startsWith("/v1/metrics")));
        await().atMost(PATIENCE)
                .until(() -> RECEIVED_HEADERS.keySet().stream().anyMatch(path -> path.startsWith("/dns")));
        await().atMost(PATIENCE)
                .until(() -> RECEIVED_HEADERS.keySet().stream().anyMatch(path -> path.startsWith("/api/v1/local")));
        await().atMost(PATIENCE)
                .until(() -> RECEIVED_HEADERS.keySet().stream().anyMatch(path -> path.startsWith("/ok")));
    }

    private static String services(String mistake, int there, int nowhere) {
        return """
                version: 1
                http:
                  site.example.org:
                    check: {type: http, path: "/check?key=%s", headers: {Authorization: "Bearer %s", X-Key: "%s"}}
                    backends: [{host: 127.0.0.1, port: %d}, {host: 127.0.0.1, port: %d}]
                tcp:
                  cache:
                    port: 6379
                    sentinel: {master: cache, sentinels: ["127.0.0.1:%d"], password-file: redis-password, sentinel-password-file: sentinel-password}
                    backends: [{host: 127.0.0.1, port: %d}]
                %s
                """.formatted(
                        plant("query of a check"),
                        plant("header of a check"),
                        plant("other header of a check"),
                        there,
                        nowhere,
                        there,
                        there,
                        mistake);
    }

    @AfterAll
    static void stop() {
        sidecar.close();
        receiver.stop(0);
    }

    /** Where which secret is, in {@code place: text}. */
    private static Set<String> found(Map<String, String> texts) {
        Set<String> found = new TreeSet<>();
        texts.forEach((place, text) -> SECRETS.forEach((planted, secret) -> {
            if (text.contains(secret)) {
                found.add(planted + " in " + place);
            }
        }));
        return found;
    }

    private static String command(Map<String, String> outputs, String... words) {
        Artefact.Ended ended = Artefact.runIn(directory, words);
        outputs.put(String.join(" ", words), ended.out() + ended.err());
        return ended.out() + ended.err();
    }

    @Test
    void theSecretsWereUsedAndTheSearchFindsThem() {
        // Each that is sent somewhere was received there, which is where it belongs.
        Map<String, String> received = new LinkedHashMap<>();
        RECEIVED_HEADERS.forEach(
                (path, headers) -> received.put("request", received.getOrDefault("request", "") + path + headers));
        assertThat(found(received))
                .contains(
                        "otlp-headers in request",
                        "peer-token in request",
                        "dns-token in request",
                        "hook-token in request",
                        "webhook url in request",
                        "failing webhook's path in request",
                        "failing webhook's query in request",
                        "query of a check in request",
                        "header of a check in request",
                        "other header of a check in request");
    }

    @Test
    void noneIsInWhatItSaysOrAnswersOrSends() {
        Map<String, String> said = new LinkedHashMap<>(SAID);
        for (String endpoint : ENDPOINTS) {
            said.put(endpoint, sidecar.get(endpoint, "*/*").body());
        }
        said.put("events", sidecar.events().toString());
        said.put("standard error", String.join("\n", sidecar.errors()));
        // It is where something would be: the search is not in nothing.
        assertThat(said.get("events")).contains("notification_failed", "backend_down");
        assertThat(said.get("/api/v1/backends")).contains("127.0.0.1");

        assertThat(found(said)).isEmpty();
    }

    @Test
    void noneIsInWhatTheCommandsSay() {
        Map<String, String> outputs = new LinkedHashMap<>();
        assertThat(command(outputs, "status")).contains("site.example.org");
        for (String line : List.of(
                "status --json",
                "lint",
                "lint --json",
                "render --dry-run",
                "explain site.example.org",
                "probe site.example.org",
                "probe cache --json",
                "peers --json",
                "drains",
                "events --json",
                "simulate --down n2",
                "dns plan",
                "notify --help",
                "notify test",
                "failovers",
                "rollback --list")) {
            command(outputs, line.split(" "));
        }

        assertThat(found(outputs)).isEmpty();
    }

    @Test
    void noneIsInWhatIsKeptButForTheRegistrysOwnTextWhichOthersCannotRead() throws IOException {
        Map<String, String> kept = new LinkedHashMap<>();
        Map<String, String> registries = new LinkedHashMap<>();
        Path state = directory.resolve("state");
        try (Stream<Path> files = Files.walk(state)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                boolean copy = file.startsWith(state.resolve("registry"));
                (copy ? registries : kept).put(state.relativize(file).toString(), text(file));
            });
        }
        kept.put("command line", text(Path.of("/proc", Long.toString(sidecar.pid()), "cmdline")));

        assertThat(found(kept)).isEmpty();
        assertThat(found(registries)).allMatch(found -> found.contains("of a check"));
        assertThat(found(registries)).isNotEmpty();
        try (Stream<Path> all = Files.walk(state.resolve("registry"))) {
            assertThat(all.filter(Files::isRegularFile)
                            .filter(file -> text(file).contains(MARK)))
                    .allSatisfy(file -> assertThat(SecretFiles.readers(file, state))
                            .doesNotContain(PosixFilePermission.OTHERS_READ));
        }
    }

    @Test
    void noneIsInWhatIsWrongWithTheFiles() throws IOException {
        Map<String, String> outputs = new LinkedHashMap<>();
        int port = receiver.getAddress().getPort();
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Map<String, String> watchers = Map.of(
                "url with a user", "notify: [{webhook: {url: \"http://me:%s@127.0.0.1/x\", wrong: 1}}]",
                "url that is none", "notify: [{slack: {url: \"htp:/%s\"}}]",
                "number instead of a path", "notify: [{discord: {url: [\"%s\"]}}]",
                "endpoint with a user", "otlp: {endpoint: \"http://me:%s@127.0.0.1:4318\"}",
                "peer with a user", "peers: {list: [{node: a, url: \"http://me:%s@127.0.0.1\"}]}",
                "etcd with a user", "peers: {via: etcd, etcd: {endpoints: [\"http://me:%s@127.0.0.1:2379\"]}}",
                "api_url with a user",
                        "dns: {provider: cloudflare, names: [a.example.org], address: {static: [198.51.100.1]}, api_url: \"http://me:%s@127.0.0.1\"}");
        watchers.forEach((what, text) -> {
            write(broken, "watcher.yaml", text.formatted(plant(what)));
            write(broken, "services.yaml", "version: 1\n");
            Artefact.Ended ended = Artefact.runIn(broken, "lint");
            outputs.put(what, ended.out() + ended.err());
        });
        write(broken, "watcher.yaml", "state_dir: state\n");
        Map<String, String> registries = Map.of(
                "backend with a user",
                        "http: {a.example.org: {backends: [{url: \"https://me:%s@b.example.org\", wrong: 1}]}}",
                "header that is none",
                        "http: {a.example.org: {check: {type: http, headers: {X-Key: [\"%s\"]}}, backends: [{host: b, port: 1}]}}",
                "header with a line break",
                        "http: {a.example.org: {check: {type: http, headers: {X-Key: \"%s\\n\"}}, backends: [{host: b, port: 1}]}}");
        registries.forEach((what, text) -> {
            write(broken, "services.yaml", "version: 1\n" + text.formatted(plant(what)) + "\n");
            Artefact.Ended ended = Artefact.runIn(broken, "lint");
            assertThat(ended.exit()).as(what).isEqualTo(2);
            outputs.put(what, ended.out() + ended.err());
        });
        write(
                broken,
                "distribution.yaml",
                "method: git\nrepo: \"https://me:%s@git.example.org/a.git\"\n".formatted(plant("repository")));
        outputs.put("repository", Artefact.runIn(broken, "lint").toString());

        // The running one is given a broken file too.
        sidecar.services(services("  wrong: {port: \"" + plant("broken line") + "\"}", port, port));
        sidecar.awaitEvent("registry_rejected", event -> true);
        outputs.put(
                "rejected",
                sidecar.events().toString() + sidecar.get("/api/v1/status").body());
        sidecar.services(services("", port, port));

        // A port is no secret, and an error repeats it: so the search does find what is said.
        assertThat(found(outputs)).containsExactly("broken line in rejected");
    }

    private static void write(Path where, String name, String text) {
        try {
            Files.writeString(where.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Who can read a file that lies below a directory. */
    private static final class SecretFiles {
        private SecretFiles() {}

        static Set<PosixFilePermission> readers(Path file, Path below) {
            try {
                Set<PosixFilePermission> readers = Files.getPosixFilePermissions(file);
                for (Path at = file.getParent(); at != null && at.startsWith(below); at = at.getParent()) {
                    if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                        readers.remove(PosixFilePermission.OTHERS_READ);
                    }
                }
                return readers;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
