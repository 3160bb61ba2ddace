package org.bolabaden.outrider.notify.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.registry.Receiver;
import org.bolabaden.outrider.registry.Receiver.Pace;
import org.bolabaden.outrider.registry.Receiver.Selection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the event log to receivers that work, fail and hang. */
class NotificationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final ReceivingServer server = new ReceivingServer();
    private final EventLog events =
            new EventLog(new EventJson("node1"), Clock.systemUTC(), new PrintStream(OutputStream.nullOutputStream()));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Notifications notifications =
            new Notifications("node1", new Courier(vertx), Clock.systemUTC(), events, new DeliveryCounts(meters));

    @AfterEach
    void stop() {
        notifications.close();
        events.close();
        server.close();
        vertx.close();
    }

    private Receiver receiver(String name, String path, Duration groupFor) {
        return new Receiver(
                name,
                new Receiver.Webhook(
                        new Receiver.Address.Written(URI.create(server.url(path))), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Selection.DEFAULT,
                new Pace(groupFor, Duration.ZERO, 1_000));
    }

    private static Event down(String backend) {
        return Event.warn("backend_down").service("web").backend(backend).reason("refused");
    }

    private static Event up(String backend) {
        return Event.info("backend_up").service("web").backend(backend).reason("passed");
    }

    private List<JsonNode> sent(String path) {
        return server.posted().stream()
                .filter(posted -> posted.path().equals(path))
                .map(ReceivingServer.Posted::json)
                .toList();
    }

    private void awaitSent(String path, int messages) {
        await().atMost(PATIENCE).until(() -> sent(path).size() >= messages);
    }

    private double count(String receiver, String result) {
        return meters.get("outrider.notifications")
                .tag("receiver", receiver)
                .tag("result", result)
                .counter()
                .count();
    }

    private List<Event> emitted(String name) {
        return events.since(0).stream()
                .map(recorded -> recorded.event())
                .filter(event -> event.name().equals(name))
                .toList();
    }

    @Test
    void whatHappensTogetherIsOneMessageAndItsEndAnother() {
        notifications.follow(List.of(receiver("hook", "/hook", Duration.ofMillis(300))));

        events.emit(down("node1:80"));
        events.emit(down("node2:80"));
        awaitSent("/hook", 1);
        events.emit(up("node1:80"));
        events.emit(up("node2:80"));
        awaitSent("/hook", 2);

        assertThat(sent("/hook").get(0).path("items")).hasSize(2);
        assertThat(sent("/hook").get(1).path("items")).hasSize(2);
        assertThat(sent("/hook").get(1).path("items").get(0).path("kind").asText())
                .isEqualTo("over");
        await().atMost(PATIENCE).until(() -> count("hook", "success") == 2);
    }

    @Test
    void aFailingReceiverIsReportedOnceAndGetsEverythingWhenItIsBack() {
        server.answers(503, Map.of(), "");
        notifications.follow(List.of(receiver("hook", "/hook", Duration.ZERO)));

        events.emit(down("node1:80"));
        awaitSent("/hook", 2);
        events.emit(down("node2:80"));
        server.answers(200, Map.of(), "ok");
        await().atMost(PATIENCE).until(() -> !emitted("notification_recovered").isEmpty());

        assertThat(emitted("notification_failed")).hasSize(1);
        assertThat(emitted("notification_failed").getFirst().backend()).contains("hook");
        assertThat(emitted("notification_failed").getFirst().reason().orElseThrow())
                .startsWith("HTTP 503");
        assertThat(sent("/hook").getLast().path("items")).hasSize(2);
        assertThat(count("hook", "failure")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whoTakesNoMoreForNowIsNoOutage() {
        server.answers(429, Map.of("Retry-After", "1"), "");
        notifications.follow(List.of(receiver("hook", "/hook", Duration.ZERO)));
        events.emit(down("node1:80"));
        awaitSent("/hook", 1);
        server.answers(200, Map.of(), "ok");

        await().atMost(PATIENCE).until(() -> count("hook", "success") == 1);

        assertThat(emitted("notification_failed")).isEmpty();
    }

    @Test
    void aReceiverThatHangsDelaysNoOther() {
        server.hangs();
        ReceivingServer quick = new ReceivingServer();
        Receiver other = new Receiver(
                "quick",
                new Receiver.Webhook(
                        new Receiver.Address.Written(URI.create(quick.url("/quick"))),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                new Selection(Event.Level.WARN, Set.of("backend_down"), Set.of()),
                new Pace(Duration.ZERO, Duration.ZERO, 1_000));
        notifications.follow(List.of(receiver("hook", "/hook", Duration.ZERO), other));

        events.emit(down("node1:80"));
        awaitSent("/hook", 1);
        for (int i = 0; i < 10_000; i++) {
            events.emit(down("node2:" + i));
        }
        await().atMost(PATIENCE).until(() -> quick.posted().size() >= 2);

        assertThat(emitted("notification_failed")).isEmpty();
        quick.close();
    }

    @Test
    void receiversComeChangeAndGo() {
        notifications.follow(List.of(receiver("hook", "/old", Duration.ZERO)));
        events.emit(down("node1:80"));
        awaitSent("/old", 1);
        await().atMost(PATIENCE).until(() -> count("hook", "success") == 1);

        notifications.follow(List.of(receiver("hook", "/new", Duration.ZERO)));
        events.emit(up("node1:80"));
        awaitSent("/new", 1);

        assertThat(sent("/new").getFirst().path("items").get(0).path("kind").asText())
                .isEqualTo("over");
        notifications.follow(List.of());
        events.emit(down("node1:80"));
        assertThat(meters.find("outrider.notifications").counters()).isEmpty();
    }
}
