package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;
import org.bolabaden.outrider.registry.JudgementRules.IsolationGuard;
import org.bolabaden.outrider.registry.JudgementRules.SlowPace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsLoadTest {
    @TempDir
    Path directory;

    @Test
    void withoutAFileEverythingHasItsDefault() throws ConfigurationException {
        NodeSettings settings = new ConfigurationFiles(directory).read().settings();

        assertThat(settings.source()).isEqualTo(directory.resolve("services.yaml"));
        assertThat(settings.healthChecks()).isEqualTo(NodeSettings.HealthChecks.DEFAULT);
        assertThat(settings.api()).isEqualTo(NodeSettings.Api.DEFAULT);
        assertThat(settings.haproxy()).isEqualTo(NodeSettings.Haproxy.NONE);
        assertThat(settings.peers()).isEqualTo(NodeSettings.Peers.DEFAULT);
        assertThat(settings.stateDir()).isEqualTo(Path.of("/var/lib/outrider"));
        assertThat(settings.node().value()).isNotBlank();
    }

    @Test
    void aFileOfCommentsIsLikeNone() {
        assertThat(new ConfigurationFiles(directory)
                        .with("services.yaml", "version: 1")
                        .with("watcher.yaml", "# node: node1")
                        .lint())
                .isEmpty();
    }

    @Test
    void relativePathsStartAtTheConfigurationDirectory() throws Exception {
        Files.copy(
                Path.of("src/test/resources/registry/good/watcher-everything.yaml"), directory.resolve("watcher.yaml"));

        NodeSettings settings = new ConfigurationFiles(directory).read().settings();

        assertThat(settings.node()).hasToString("node1.bolabaden.org");
        assertThat(settings.source()).isEqualTo(directory.resolve("registry/services.yaml"));
        assertThat(settings.templates().getFirst().input()).isEqualTo("builtin:haproxy-tcp");
        assertThat(settings.templates().getFirst().output()).isEqualTo(directory.resolve("out/tcp.cfg"));
        assertThat(settings.templates().getLast().input())
                .isEqualTo(directory.resolve("templates/http.tmpl").toString());
        assertThat(settings.haproxy().socket())
                .contains(directory.resolve("run/admin.sock").toString());
        assertThat(settings.haproxy().masterSocket()).contains("127.0.0.1:9999");
        assertThat(settings.healthChecks().jitter()).isEqualTo(0.25);
        assertThat(settings.peers().store()).contains(PeerStoreForm.REDIS_DEFAULT);
    }

    @Test
    void receiversHaveTheirDefaultsAndAbsolutePaths() throws Exception {
        Files.copy(Path.of("src/test/resources/registry/good/watcher-notify.yaml"), directory.resolve("watcher.yaml"));

        List<Receiver> receivers =
                new ConfigurationFiles(directory).read().settings().receivers();

        assertThat(receivers)
                .extracting(Receiver::name)
                .containsExactly("webhook", "phone", "discord", "slack", "email");
        assertThat(receivers.get(2).selection()).isEqualTo(Receiver.Selection.DEFAULT);
        assertThat(receivers.get(2).target())
                .isEqualTo(new Receiver.Discord(new Receiver.Address.InFile(directory.resolve("secrets/discord"))));
        assertThat(receivers.get(1).pace()).isEqualTo(new Receiver.Pace(Duration.ZERO, Duration.ZERO, 5));
        assertThat(receivers.get(4).target())
                .satisfies(target -> assertThat(((Receiver.Email) target).tls()).isEqualTo(Receiver.MailTls.TLS));
        assertThat(receivers.get(4).ca()).contains(directory.resolve("ca.pem"));
        assertThat(receivers.toString()).doesNotContain("team=ops");
    }

    @Test
    void theRulesOfPoolsAreAsWrittenOrFromTheEnvironment() throws ConfigurationException {
        ConfigurationFiles files = new ConfigurationFiles(directory)
                .with("watcher.yaml", "health_checks: {slow_start: 30s, panic: 30%, latency_weights: {floor: 40%}}");

        assertThat(files.read().settings().healthChecks().pool())
                .isEqualTo(new PoolRules(
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(new PoolRules.LatencyWeights(new Percent(40))),
                        Optional.of(new Percent(30))));
        assertThat(latencyWeights("on")).contains(PoolRules.LatencyWeights.DEFAULT);
        assertThat(latencyWeights("true")).contains(PoolRules.LatencyWeights.DEFAULT);
        assertThat(latencyWeights("{}")).contains(PoolRules.LatencyWeights.DEFAULT);
        assertThat(latencyWeights("off")).isEmpty();
        assertThat(new ConfigurationFiles(
                                directory,
                                Map.of(
                                        "OUTRIDER_HEALTH_CHECKS_LATENCY_WEIGHTS_FLOOR",
                                        "10%",
                                        "OUTRIDER_HEALTH_CHECKS_PANIC",
                                        "55%"))
                        .with("watcher.yaml", "")
                        .read()
                        .settings()
                        .healthChecks()
                        .pool())
                .isEqualTo(new PoolRules(
                        Optional.empty(),
                        Optional.of(new PoolRules.LatencyWeights(new Percent(10))),
                        Optional.of(new Percent(55))));
    }

    private Optional<PoolRules.LatencyWeights> latencyWeights(String written) throws ConfigurationException {
        return new ConfigurationFiles(directory)
                .with("watcher.yaml", "health_checks: {latency_weights: " + written + "}")
                .read()
                .settings()
                .healthChecks()
                .pool()
                .latencyWeights();
    }

    @Test
    void theProxiesOfThisNodeAreAsWritten() throws ConfigurationException {
        NodeSettings settings = new ConfigurationFiles(directory, Map.of("OUTRIDER_TRAEFIK_HTTPS_ENTRYPOINT", "tls"))
                .with(
                        "watcher.yaml",
                        "haproxy: {tcp_bind: '[fd00::1]'}",
                        "traefik: {http_entrypoint: web, cert_resolver: le}")
                .read()
                .settings();

        assertThat(settings.haproxy().tcpBind()).isEqualTo("[fd00::1]");
        assertThat(settings.traefik())
                .isEqualTo(new NodeSettings.Traefik(Optional.of("web"), Optional.of("tls"), Optional.of("le")));
    }

    @Test
    void whereEventsGoAndWhereTraefiksMetricsAreIsAsWritten() throws ConfigurationException {
        NodeSettings settings = new ConfigurationFiles(directory, Map.of("OUTRIDER_EVENTS_KEEP", "0"))
                .with(
                        "watcher.yaml",
                        "events: {file: log/events.jsonl, max_size: 250kB}",
                        "traefik: {metrics: 'http://127.0.0.1:8082/metrics'}")
                .read()
                .settings();

        assertThat(settings.events())
                .isEqualTo(new NodeSettings.Events(Optional.of(directory.resolve("log/events.jsonl")), 250_000, 0));
        assertThat(settings.traefik().metrics()).contains(URI.create("http://127.0.0.1:8082/metrics"));
        assertThat(new ConfigurationFiles(directory)
                        .with("watcher.yaml", "{}")
                        .read()
                        .settings()
                        .events())
                .isEqualTo(NodeSettings.Events.DEFAULT);
    }

    @Test
    void twoTemplatesOfOneFileAreTheSameMistakeHoweverTheirPathsAreWritten() {
        assertThat(new ConfigurationFiles(directory)
                        .with("services.yaml", "version: 1")
                        .with(
                                "watcher.yaml",
                                "templates:",
                                "  - {input: builtin:haproxy-tcp, output: out/x.cfg}",
                                "  - {input: builtin:haproxy-http, output: " + directory + "/out/x.cfg}")
                        .lint())
                .singleElement()
                .asString()
                .startsWith("watcher.yaml:3:43: templates[1].output: two templates write the same file");
    }

    @Test
    void theEnvironmentLiesOverTheFile() throws ConfigurationException {
        NodeSettings settings = new ConfigurationFiles(
                        directory,
                        Map.of(
                                "OUTRIDER_HEALTH_CHECKS_FAST_INTERVAL", "100ms",
                                "OUTRIDER_HEALTH_CHECKS_RECOVERY", "5",
                                "OUTRIDER_API_LISTEN", "10.8.0.1:9180",
                                "OUTRIDER_HAPROXY_SOCKET", "",
                                "OUTRIDER_CONFIG", "/elsewhere",
                                "OUTRIDER_UNHEARD_OF", "x"))
                .with("watcher.yaml", "health_checks: {recovery: 3, interval: 1s}")
                .read()
                .settings();

        assertThat(settings.healthChecks().fastInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.healthChecks().recovery()).isEqualTo(5);
        assertThat(settings.healthChecks().schedule().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.api().listen()).hasToString("10.8.0.1:9180");
        assertThat(settings.haproxy().socket()).isEmpty();
    }

    @Test
    void aBadVariableIsNamedLikeAFile() {
        assertThat(new ConfigurationFiles(directory, Map.of("OUTRIDER_API_LISTEN", "nowhere"))
                        .with("services.yaml", "version: 1")
                        .lint())
                .containsExactly("OUTRIDER_API_LISTEN:1:1: api.listen: 'nowhere' is not an address,"
                        + " expected host:port such as 10.8.0.1:9180 or [fd00::1]:9180");
    }

    @Test
    void theRulesOfJudgementAreOnUnlessTheyAreTurnedOff() throws ConfigurationException {
        assertThat(judgement("node: a")).isEqualTo(JudgementRules.DEFAULT);
        assertThat(judgement("health_checks: {slow_interval: off, flap: off, isolation: off}"))
                .isEqualTo(new JudgementRules(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(judgement("health_checks: {slow_after: 1m, flap: {reuse: 1000}, isolation: {witnesses: [gw:53]}}"))
                .isEqualTo(new JudgementRules(
                        Optional.of(new SlowPace(Duration.ofSeconds(10), Duration.ofMinutes(1))),
                        Optional.of(new FlapDamping(Duration.ofSeconds(90), 2_400, 1_000, 4_000)),
                        Optional.of(new IsolationGuard(List.of(new Endpoint("gw", 53))))));
    }

    @Test
    void theRulesOfJudgementCanComeFromTheEnvironment() throws ConfigurationException {
        NodeSettings settings = new ConfigurationFiles(
                        directory,
                        Map.of(
                                "OUTRIDER_HEALTH_CHECKS_FLAP_HALF_LIFE", "2m",
                                "OUTRIDER_HEALTH_CHECKS_ISOLATION", "off",
                                "OUTRIDER_HEALTH_CHECKS_SLOW_INTERVAL", "off"))
                .read()
                .settings();

        JudgementRules rules = settings.healthChecks().judgement();
        assertThat(rules.flap().orElseThrow().halfLife()).isEqualTo(Duration.ofMinutes(2));
        assertThat(rules.isolation()).isEmpty();
        assertThat(rules.slowPace()).isEmpty();
    }

    private JudgementRules judgement(String watcher) throws ConfigurationException {
        return new ConfigurationFiles(directory)
                .with("watcher.yaml", watcher)
                .read()
                .settings()
                .healthChecks()
                .judgement();
    }

    @Test
    void theStoreOfThePeersHasItsDefaultsAndAbsolutePaths() throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), """
                peers:
                  via: etcd
                  observers: 5
                  etcd: {endpoints: ["https://n1:2379", "https://n2:2379"], user: outrider, password_file: word, certificate: node.pem}
                """);

        NodeSettings.Peers peers =
                new ConfigurationFiles(directory).read().settings().peers();

        assertThat(peers.observers()).isEqualTo(5);
        assertThat(peers.store())
                .contains(new PeerStore.Etcd(
                        List.of(URI.create("https://n1:2379"), URI.create("https://n2:2379")),
                        Optional.of(new PeerStore.Login(Optional.of("outrider"), directory.resolve("word"))),
                        Optional.empty(),
                        Optional.of(
                                new CheckTls.Credentials(directory.resolve("node.pem"), directory.resolve("node.pem"))),
                        "/outrider/"));
    }
}
