package org.bolabaden.outrider.dns.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.DnsSettings;
import org.bolabaden.outrider.registry.DnsSettings.AddressSource;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.DnsSettings.Withdrawal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicRecordsTest {
    private static final String NAME = "www.example.org";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Map<String, Instant>> deaths = new AtomicReference<>(Map.of());
    private final List<HttpServer> echoes = new ArrayList<>();
    private CloudflareStandIn api;
    private PublicRecords records;

    @BeforeEach
    void start() throws Exception {
        api = new CloudflareStandIn();
        records = new PublicRecords(
                new PublicRecords.Seams("node1", () -> false, deaths::get),
                vertx,
                Map.of("CF_API_TOKEN", CloudflareStandIn.TOKEN),
                events::add,
                Clock.systemUTC(),
                meters);
    }

    @AfterEach
    void stop() {
        records.close();
        api.close();
        echoes.forEach(echo -> echo.stop(0));
        vertx.close();
    }

    private DnsSettings settings(AddressSource address, Withdrawal withdrawal) {
        return new DnsSettings(
                new DnsSettings.Cloudflare(
                        URI.create(api.url()), Optional.of("example.org"), Optional.empty(), Path.of("no-secrets.env")),
                List.of(NAME),
                Set.of(RecordType.A),
                Duration.ofMinutes(1),
                false,
                address,
                false,
                Duration.ofMillis(300),
                withdrawal);
    }

    private static AddressSource written() {
        return new AddressSource.Static(List.of(InetAddress.ofLiteral("203.0.113.1")));
    }

    private void awaitRecords(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(api.of(NAME)).containsExactlyInAnyOrder(expected));
    }

    private void awaitEvent(String name) {
        await().atMost(PATIENCE)
                .until(() -> events.stream().anyMatch(event -> event.name().equals(name)));
    }

    private URI echo(AtomicReference<String> answer) throws Exception {
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        echo.createContext("/", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        echo.start();
        echoes.add(echo);
        return URI.create("http://127.0.0.1:" + echo.getAddress().getPort() + "/");
    }

    @Test
    void aDeadPeersRecordGoesAfterItsTimeAndNobodyElses() {
        api.put(NAME, "A", "203.0.113.2", "outrider node=node2");
        api.put(NAME, "A", "203.0.113.3", "outrider node=node3");
        api.put(NAME, "A", "203.0.113.4", "");
        deaths.set(Map.of(
                "node2", Instant.now().minus(Duration.ofMinutes(11)),
                "node3", Instant.now().minus(Duration.ofMinutes(9))));

        records.follow(Optional.of(
                settings(written(), new Withdrawal(true, Optional.empty(), Optional.of(Duration.ofMinutes(10))))));

        awaitRecords("203.0.113.1 outrider node=node1", "203.0.113.3 outrider node=node3", "203.0.113.4");
        awaitEvent("dns_peer_withdrawn");
    }

    @Test
    void unlessAskedForADeadPeersRecordStays() {
        api.put(NAME, "A", "203.0.113.2", "outrider node=node2");
        deaths.set(Map.of("node2", Instant.EPOCH));

        records.follow(Optional.of(settings(written(), Withdrawal.DEFAULT)));

        awaitRecords("203.0.113.1 outrider node=node1", "203.0.113.2 outrider node=node2");
        await().during(Duration.ofSeconds(1)).until(() -> api.of(NAME).size() == 2);
    }

    @Test
    void whileEchoServicesDoNotAgreeNothingChangesAndItIsTold() throws Exception {
        AtomicReference<String> one = new AtomicReference<>("203.0.113.1\n");
        AtomicReference<String> two = new AtomicReference<>("203.0.113.66");
        AtomicReference<String> three = new AtomicReference<>("<html>busy</html>");
        api.put(NAME, "A", "203.0.113.9", "outrider node=node1");
        AddressSource source = new AddressSource.Echo(List.of(echo(one), echo(two), echo(three)), 2);

        records.follow(Optional.of(settings(source, Withdrawal.DEFAULT)));

        awaitEvent("dns_address_unknown");
        assertThat(api.of(NAME)).containsExactly("203.0.113.9 outrider node=node1");
        assertThat(records.status().map(DnsStatus::word)).contains("degraded");
        assertThat(meters.get("outrider.dns.out.of.step").gauge().value()).isEqualTo(1);
        three.set("203.0.113.1");
        awaitRecords("203.0.113.1 outrider node=node1");
        await().atMost(PATIENCE)
                .until(() -> records.status().map(DnsStatus::isRight).orElse(false));
        assertThat(meters.get("outrider.dns.out.of.step").gauge().value()).isZero();
        two.set("203.0.113.77");
        three.set("203.0.113.77");
        awaitRecords("203.0.113.77 outrider node=node1");
    }

    @Test
    void anAddressThatTheInternetDoesNotRouteIsNotPublished() throws Exception {
        AddressSource loopback = new AddressSource.OfInterface("lo", false);
        records.follow(Optional.of(settings(loopback, Withdrawal.DEFAULT)));
        awaitEvent("dns_address_unknown");
        assertThat(api.of(NAME)).isEmpty();

        records.follow(Optional.of(settings(new AddressSource.OfInterface("lo", true), Withdrawal.DEFAULT)));
        awaitRecords("127.0.0.1 outrider node=node1");
        AtomicReference<String> inside = new AtomicReference<>("10.1.2.3");
        records.follow(Optional.of(settings(new AddressSource.Echo(List.of(echo(inside)), 1), Withdrawal.DEFAULT)));
        await().atMost(PATIENCE)
                .until(() -> events.stream()
                        .anyMatch(event -> event.reason().orElse("").contains("10.1.2.3 is no public address")));
        assertThat(api.of(NAME)).containsExactly("127.0.0.1 outrider node=node1");
    }

    @Test
    void withoutSettingsNothingIsAskedAndNoSeriesIsShown() {
        records.follow(Optional.of(settings(written(), Withdrawal.DEFAULT)));
        awaitRecords("203.0.113.1 outrider node=node1");
        records.follow(Optional.empty());
        int asked = api.calls().size();

        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> api.calls().size() - asked <= 1);
        assertThat(records.status()).isEmpty();
        assertThat(meters.find("outrider.dns.updates").meters()).isEmpty();
        assertThat(meters.find("outrider.dns.out.of.step").meters()).isEmpty();
        assertThat(api.of(NAME)).containsExactly("203.0.113.1 outrider node=node1");
    }

    @Test
    void serverErrorsAreOutlastedAndToldOnce() {
        api.failing(3);
        records.follow(Optional.of(settings(written(), Withdrawal.DEFAULT)));

        awaitRecords("203.0.113.1 outrider node=node1");
        awaitEvent("dns_recovered");
        assertThat(events.stream().filter(event -> event.name().equals("dns_failed")))
                .hasSize(1);
        assertThat(meters.get("outrider.dns.updates")
                        .tag("result", "failure")
                        .counter()
                        .count())
                .isEqualTo(3);
    }
}
