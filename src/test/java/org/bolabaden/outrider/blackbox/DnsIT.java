package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.dns.keep.CloudflareStandIn;
import org.bolabaden.outrider.dns.keep.NamedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that keep their own records in a zone that they share. */
@Tag(Artefact.LONG)
class DnsIT {
    private static final String NAME = "www.example.org";

    @TempDir
    Path directory;

    private CloudflareStandIn api;
    private final List<Sidecar> sidecars = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        api = new CloudflareStandIn();
    }

    @AfterEach
    void stop() {
        sidecars.forEach(Sidecar::close);
        api.close();
    }

    private Sidecar node(int number, String more) throws Exception {
        String dns = """
                node: node%1$d
                dns:
                  provider: cloudflare
                  api_url: %2$s
                  names: ["*.example.org", %3$s]
                  address: 203.0.113.%1$d
                  interval: 1s
                """.formatted(number, api.url(), NAME) + more;
        Sidecar sidecar = new Sidecar(Files.createDirectories(directory.resolve("node" + number)))
                .services("version: 1\nhttp: {site.example.org: {backends: [{host: node" + number + ", port: 9}]}}\n")
                .watcher(dns)
                .write(
                        "secrets.env",
                        "CF_API_TOKEN=" + CloudflareStandIn.TOKEN + "\nCF_ZONE_ID=" + CloudflareStandIn.ZONE + "\n");
        sidecars.add(sidecar);
        return sidecar;
    }

    private static String own(int number) {
        return "203.0.113." + number + " outrider node=node" + number;
    }

    private void awaitRecords(String... records) {
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(() -> assertThat(api.of(NAME)).containsExactlyInAnyOrder(records));
    }

    private static void awaitState(Sidecar sidecar, String state) {
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/dns").json().path("records"))
                                .filteredOn(set -> set.path("type").asText().equals("A"))
                                .extracting(set -> set.path("state").asText())
                                .containsOnly(state));
    }

    private void drain(int number, String command) {
        Artefact.Ended ended = Artefact.runIn(directory.resolve("node" + number), command, "node" + number);
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    }

    @Test
    void twoNodesAtTheSameInstantHaveARecordEachAndTouchNoOther() throws Exception {
        String byHand = api.put(NAME, "A", "198.51.100.1", "by hand");
        api.put(NAME, "TXT", "hello", "");
        Sidecar one = node(1, "");
        Sidecar two = node(2, "");
        one.launch();
        two.launch();
        one.awaitAnswer();
        two.awaitAnswer();

        awaitRecords("198.51.100.1 by hand", "hello", own(1), own(2));
        awaitState(one, "published");
        assertThat(api.of("*.example.org")).containsExactlyInAnyOrder(own(1), own(2));
        assertThat(api.changes()).noneMatch(call -> call.contains(byHand)).hasSize(4);
        assertThat(one.get("/api/v1/status").json().path("dns").path("status").asText())
                .isEqualTo("ok");
        assertThat(one.get("/metrics", "text/plain").body())
                .containsPattern("outrider_dns_updates_total\\{[^}]*result=\"success\"[^}]*} [1-9]")
                .containsPattern("outrider_dns_out_of_step(\\{\\})? 0");
        assertThat(Artefact.runIn(one.directory(), "dns", "plan").exit()).isZero();
    }

    @Test
    void aDrainWithdrawsAnUndrainRestoresAndTheLastStays() throws Exception {
        Sidecar one = node(1, "").start();
        Sidecar two = node(2, "").start();
        awaitRecords(own(1), own(2));

        drain(1, "drain");
        awaitRecords(own(2));
        one.awaitEvent("dns_withdrawn", event -> event.path("reason").asText().contains("this node is drained"));
        drain(2, "drain");
        two.awaitEvent("dns_refused", event -> event.path("reason").asText().contains("it is the last record"));
        awaitState(two, "last");
        assertThat(api.of(NAME)).containsExactly(own(2));
        drain(1, "undrain");
        awaitRecords(own(1));
        one.awaitEvent("dns_restored", event -> true);
        drain(2, "undrain");
        awaitRecords(own(1), own(2));
        assertThat(api.everEmpty()).isEmpty();
    }

    @Test
    void aNodeThatCallsItselfByItsAddressIsDrainedByItsName() throws Exception {
        Sidecar one = node(1, "");
        one.write(
                        "watcher.yaml",
                        Files.readString(one.directory().resolve("watcher.yaml"))
                                .replace("node: node1", "node: 10.8.0.1"))
                .services("""
                        version: 1
                        nodes: {node1: {address: 10.8.0.1}}
                        http: {site.example.org: {backends: [{host: node1, port: 9}]}}
                        """)
                .start();
        node(2, "").start();
        awaitRecords("203.0.113.1 outrider node=10.8.0.1", own(2));

        drain(1, "drain");

        awaitRecords(own(2));
        Artefact.Ended plan = Artefact.runIn(one.directory(), "dns", "plan");
        assertThat(plan.exit()).as(plan.out()).isZero();
        assertThat(plan.out()).contains("withdrawn  this node is drained");
    }

    @Test
    void ofTwoThatAreDrainedAtTheSameInstantOneStays() throws Exception {
        node(1, "").start();
        node(2, "").start();
        awaitRecords(own(1), own(2));

        Thread other = Thread.ofVirtual().start(() -> drain(2, "drain"));
        drain(1, "drain");
        other.join();

        await().atMost(Sidecar.PATIENCE).until(() -> api.of(NAME).size() == 1);
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> api.of(NAME).size() == 1 && api.of("*.example.org").size() == 1);
        assertThat(api.everEmpty()).isEmpty();
    }

    @Test
    void aCrashBetweenTwoCallsLosesNothing() throws Exception {
        Sidecar one = node(1, "").start();
        node(2, "").start();
        awaitRecords(own(1), own(2));
        CloudflareStandIn.Hold announced = api.hold(call -> call.startsWith("PATCH"), true);
        drain(1, "drain");
        announced.awaitCall();
        one.kill();
        announced.release();

        assertThat(api.of(NAME).size() + api.of("*.example.org").size()).isEqualTo(4);
        one.start();
        awaitRecords(own(2));
        CloudflareStandIn.Hold removed = api.hold(call -> call.startsWith("POST"), true);
        drain(1, "undrain");
        removed.awaitCall();
        one.kill();
        removed.release();
        one.start();

        awaitRecords(own(1), own(2));
        await().atMost(Sidecar.PATIENCE).until(() -> api.of("*.example.org").size() == 2);
        assertThat(api.everEmpty()).isEmpty();
    }

    @Test
    void aCallThatHasItsEffectAfterItsNodeWasKilledIsMadeGood() throws Exception {
        Sidecar one = node(1, "").start();
        node(2, "").start();
        awaitRecords(own(1), own(2));
        CloudflareStandIn.Hold onItsWay = api.hold(call -> call.startsWith("DELETE"), false);
        drain(1, "drain");
        onItsWay.awaitCall();
        one.kill();
        Files.delete(one.directory().resolve("state/drains.json"));
        one.start();
        awaitState(one, "published");
        onItsWay.release();

        await().atMost(Sidecar.PATIENCE).until(() -> api.changes().getLast().startsWith("POST"));
        awaitRecords(own(1), own(2));
        await().atMost(Sidecar.PATIENCE).until(() -> api.of("*.example.org").size() == 2);
    }

    @Test
    void aWrongTokenIsToldDisturbsNothingAndIsReplacedWithoutARestart() throws Exception {
        Sidecar one = node(1, "");
        one.write("secrets.env", "CF_API_TOKEN=tok-wrong-0123456789\nCF_ZONE_ID=" + CloudflareStandIn.ZONE + "\n");
        one.start();

        one.awaitEvent("dns_failed", event -> event.path("reason").asText().contains("9109 Invalid access token"));
        JsonNode status = one.get("/api/v1/dns").json();
        assertThat(status.path("status").asText()).isEqualTo("failing");
        assertThat(status.path("error").path("reason").asText())
                .contains("expected a token with the permission DNS Edit");
        assertThat(one.get("/health/live").status()).isEqualTo(200);
        assertThat(api.changes()).isEmpty();
        assertThat(Artefact.runIn(one.directory(), "status").out()).contains("public records: Cloudflare: HTTP 403");
        Artefact.Ended plan = Artefact.runIn(one.directory(), "dns", "plan");
        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.err()).contains("9109 Invalid access token");
        one.write(
                "secrets.env",
                "CF_API_TOKEN=" + CloudflareStandIn.TOKEN + "\nCF_ZONE_ID=" + CloudflareStandIn.ZONE + "\n");
        awaitRecords(own(1));
        one.awaitEvent("dns_recovered", event -> true);
        assertThat(one.events().toString()
                        + one.errors()
                        + status
                        + plan
                        + one.get("/metrics", "text/plain").body())
                .doesNotContain("tok-wrong", CloudflareStandIn.TOKEN);
    }

    @Test
    void anApiThatRefusesHangsOrLimitsIsOutlasted() throws Exception {
        api.stop();
        Sidecar one = node(1, "").start();
        one.awaitEvent("dns_failed", event -> event.path("reason").asText().contains("refused"));
        assertThat(one.get("/metrics", "text/plain").body()).containsPattern("outrider_dns_out_of_step(\\{\\})? 1");
        api.start();
        awaitRecords(own(1));
        one.awaitEvent("dns_recovered", event -> true);

        api.hanging(true);
        one.awaitEvent("dns_failed", event -> event.path("reason").asText().contains("no answer within 10 s"));
        assertThat(one.get("/health/live").status()).isEqualTo(200);
        api.hanging(false);
        await().atMost(Sidecar.PATIENCE)
                .until(() ->
                        one.get("/api/v1/dns").json().path("status").asText().equals("ok"));

        api.limit(0, Duration.ofSeconds(1));
        api.remove(api.records().getFirst().path("id").asText());
        one.awaitEvent("dns_failed", event -> event.path("reason").asText().contains("HTTP 429"));
        api.limit(1_200, Duration.ofMinutes(5));
        await().atMost(Sidecar.PATIENCE)
                .until(() -> api.of(NAME).size() + api.of("*.example.org").size() == 2);
        assertThat(one.backend("node1:9").path("backend").asText()).isEqualTo("node1:9");
    }

    @Test
    void aDeadEdgeWithdrawsAndComesBackWhenItAnswers() throws Exception {
        Nginx edge = new Nginx("edge", directory).start();
        try {
            Sidecar one = node(
                            1,
                            "  withdraw_on: {unhealthy_edge: {check: \"http://%s/\", host: %s, after: 2s}}\n"
                                    .formatted(edge.endpoint(), NAME))
                    .start();
            node(2, "").start();
            awaitRecords(own(1), own(2));

            edge.kill();
            awaitRecords(own(2));
            one.awaitEvent("edge_unhealthy", event -> true);
            edge.start();
            awaitRecords(own(1), own(2));
            one.awaitEvent("edge_healthy", event -> true);
        } finally {
            edge.close();
        }
    }

    @Test
    void aRecordWithOurAddressIsAdoptedOnRequestAlone() throws Exception {
        api.put(NAME, "A", "203.0.113.1", "old ddns");
        Sidecar one = node(1, "").start();

        one.awaitEvent("dns_refused", event -> event.path("reason").asText().contains("dns.adopt: true"));
        assertThat(api.of(NAME)).containsExactly("203.0.113.1 old ddns");
        Artefact.Ended plan = Artefact.runIn(one.directory(), "dns", "plan", "--json");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(plan.out()).path("records"))
                .anyMatch(set -> set.path("state").asText().equals("refused"));
        node(1, "  adopt: true\n");
        awaitRecords(own(1));
        one.awaitEvent("dns_adopted", event -> true);
    }

    @Test
    void stoppingLeavesTheRecordsAndANewAddressReplacesTheOld() throws Exception {
        Sidecar one = node(1, "").start();
        awaitRecords(own(1));
        one.stop();
        assertThat(api.of(NAME)).containsExactly(own(1));
        one.write(
                "watcher.yaml",
                Files.readString(one.directory().resolve("watcher.yaml")).replace("203.0.113.1", "203.0.113.77"));
        Artefact.Ended plan = Artefact.runIn(one.directory(), "dns", "plan");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.out()).contains("would update www.example.org A 203.0.113.1 to 203.0.113.77");
        assertThat(api.of(NAME)).containsExactly(own(1));
        one.start();

        awaitRecords("203.0.113.77 outrider node=node1");
        assertThat(api.everEmpty()).isEmpty();
    }

    @Test
    void aNameServerThatTakesUpdatesIsKeptTheSame() throws Exception {
        try (NamedServer named = new NamedServer(directory)) {
            String dns = """
                    node: node%1$d
                    dns: {provider: rfc2136, server: "127.0.0.1:%2$d", zone: example.org, key_file: %3$s, names: [%4$s, example.org, "*.example.org"], address: {static: [203.0.113.%1$d, "2001:db8::%1$d"]}, interval: 1s}
                    """;
            Sidecar one = node(1, "")
                    .watcher(dns.formatted(1, named.port(), named.key(), NAME))
                    .start();
            Sidecar two = node(2, "")
                    .watcher(dns.formatted(2, named.port(), named.key(), NAME))
                    .start();
            awaitState(one, "published");
            awaitState(two, "published");

            drain(1, "drain");
            awaitState(one, "withdrawn");
            drain(2, "drain");
            awaitState(two, "last");
            drain(1, "undrain");
            awaitState(one, "published");
            awaitState(two, "withdrawn");
            await().atMost(Sidecar.PATIENCE)
                    .untilAsserted(() -> assertThat(one.get("/api/v1/dns")
                                    .json()
                                    .path("records")
                                    .get(0)
                                    .path("observed"))
                            .extracting(record -> record.path("node").asText())
                            .containsExactly("node1"));
            assertThat(one.events())
                    .noneMatch(event -> event.path("event").asText().equals("dns_failed"));
        }
    }
}
