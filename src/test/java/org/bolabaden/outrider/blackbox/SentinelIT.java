package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.sentinel.Publications;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RedisSecurity;
import org.bolabaden.outrider.sentinel.RespClient;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One primary at the most, with real sentinels, a real HAProxy that is reloaded, and clients that keep their connections. */
@Tag(Artefact.LONG)
class SentinelIT {
    private static final RedisSecurity OPEN = RedisSecurity.none();

    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private final int readPort = Sidecar.freePort();
    private final List<RespClient> clients = new ArrayList<>();
    private RedisFleet fleet;
    private Edge edge;
    private Sidecar sidecar;

    @BeforeEach
    void start() {
        fleet = RedisFleet.in(directory).start();
        Path output = directory.resolve("haproxy.cfg");
        edge = new Edge(HaproxyVersion.V2_6, output);
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere\nhealth_checks: {flap: off}\n" + edge.settings()
                        + "templates:\n  - {input: \"builtin:haproxy-tcp\", output: " + output + "}\n")
                .services(services())
                .start();
        edge.start();
        awaitServing(fleet.primary());
    }

    @AfterEach
    void stop() {
        clients.forEach(RespClient::close);
        if (sidecar != null) {
            sidecar.close();
        }
        if (edge != null) {
            edge.close();
        }
        fleet.close();
    }

    private String services() {
        String sentinels = fleet.sentinels().stream()
                .map(one -> "\"" + one.endpoint() + "\"")
                .collect(Collectors.joining(", "));
        String backends = fleet.redis().stream()
                .map(one -> "      - {host: 127.0.0.1, port: %d}%n".formatted(one.port()))
                .collect(Collectors.joining());
        return """
                version: 1
                tcp:
                  redis-main:
                    port: %d
                    sentinel: {master: redis-main, sentinels: [%s]}
                    read_pool: {port: %d, max_lag: 10s}
                    backends:
                %s
                """.formatted(port, sentinels, readPort, backends);
    }

    /** The servers of the pool that take sessions, as HAProxy's own socket tells. */
    private Set<String> serving() {
        Set<String> serving = new TreeSet<>();
        edge.ask("show servers state redis-main")
                .lines()
                .map(line -> line.split(" "))
                // Forced or inherited maintenance and drain take a server out; op_state 2 is up.
                .filter(columns -> columns.length > 8 && columns[1].equals("redis-main"))
                .filter(columns ->
                        columns[5].equals("2") && (Integer.parseInt(columns[6]) & (1 | 2 | 8 | 16 | 32)) == 0)
                .forEach(columns -> serving.add(columns[3]));
        return serving;
    }

    private void awaitServing(RedisProcess one) {
        await().atMost(Sidecar.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> serving().equals(Set.of(one.endpoint())));
    }

    private RespClient connect(int through) {
        try {
            RespClient client = RespClient.plain(through, OPEN);
            clients.add(client);
            return client;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The answer, an error's text, or {@code cut}. */
    private static String answer(RespClient client, String... words) {
        try {
            return "" + client.ask(words);
        } catch (RespClient.Refused refused) {
            return refused.getMessage();
        } catch (IOException cut) {
            return "cut";
        }
    }

    private String written(String key) {
        RespClient client = connect(port);
        return answer(client, "SET", key, "x");
    }

    private boolean has(RedisProcess redis, String key) {
        return Long.valueOf(1).equals(redis.ask("EXISTS", key));
    }

    private List<JsonNode> offers() {
        return sidecar.events().stream()
                .filter(event -> event.path("event").asText().equals("primary_offered"))
                .toList();
    }

    private JsonNode awaitOffered(RedisProcess one) {
        return sidecar.awaitEvent(
                "primary_offered", event -> event.path("backend").asText().equals(one.endpoint()));
    }

    private void reload() {
        long before = edge.worker();
        try {
            new ProcessBuilder("kill", "-USR2", Long.toString(edge.master()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Sidecar.PATIENCE).until(() -> edge.worker() != before && edge.worker() > 0);
        awaitServing(fleet.primary());
    }

    /** Waits until the old one is a replica, which takes Sentinel ten seconds; nothing but the new one may serve meanwhile. */
    private void neverServedUntilItFollows(RedisProcess old, RedisProcess next) {
        await().atMost(Sidecar.PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(serving()).isSubsetOf(next.endpoint());
            try {
                return old.role().equals("slave");
            } catch (UncheckedIOException hungUp) {
                // Redis hangs up on whoever asks in the moment in which it is made a replica.
                return false;
            }
        });
    }

    @Test
    void aKilledPrimaryIsFollowedAndNeverOfferedWhenItComesBackSayingMaster() {
        RedisProcess old = fleet.primary();
        assertThat(written("before")).isEqualTo("OK");

        old.kill();
        RedisProcess next = fleet.awaitOtherThan(old);

        JsonNode offered = awaitOffered(next);
        assertThat(offered.path("service").asText()).isEqualTo("redis-main");
        assertThat(offered.path("from").asText()).isEqualTo(old.endpoint());
        assertThat(offered.path("to").asText()).isEqualTo(next.endpoint());
        awaitServing(next);
        assertThat(written("after")).isEqualTo("OK");
        assertThat(has(next, "after")).isTrue();
        old.start();
        assertThat(old.role()).isEqualTo("master");
        neverServedUntilItFollows(old, next);
        assertThat(offers()).last().isEqualTo(offered);
        assertThat(sidecar.get("/metrics", "text/plain").body())
                .containsPattern("outrider_sentinel_primary\\{[^}]*" + next.endpoint() + "[^}]*\\} 1");
        assertThat(Artefact.runIn(directory, "status").out()).contains(next.endpoint(), "primary");
        assertThat(Artefact.runIn(directory, "explain", "redis-main").out()).contains(next.endpoint(), "primary");
    }

    @Test
    void sessionsToAStoppedPrimaryAreCutInTheOldWorkerOfAReloadToo() throws Exception {
        RedisProcess old = fleet.primary();
        RespClient inOldWorker = connect(port);
        assertThat(answer(inOldWorker, "SET", "one", "x")).isEqualTo("OK");
        reload();
        RespClient inNewWorker = connect(port);
        assertThat(answer(inNewWorker, "SET", "two", "x")).isEqualTo("OK");
        assertThat(answer(inOldWorker, "SET", "three", "x"))
                .as("the reload leaves it")
                .isEqualTo("OK");

        old.freeze();
        RedisProcess next = fleet.awaitOtherThan(old);
        awaitServing(next);
        sidecar.awaitEvent(
                "sessions_cut", event -> event.path("backend").asText().equals(old.endpoint()));
        old.thaw();

        assertThat(answer(inOldWorker, "SET", "stale-one", "x")).isEqualTo("cut");
        assertThat(answer(inNewWorker, "SET", "stale-two", "x")).isEqualTo("cut");
        assertThat(has(old, "stale-one") || has(old, "stale-two")).isFalse();
        assertThat(written("after")).isEqualTo("OK");
        assertThat(has(next, "after")).isTrue();
        neverServedUntilItFollows(old, next);
    }

    @Test
    void withoutAMajorityNothingChangesWhateverAReplicaSays() {
        RedisProcess primary = fleet.primary();
        RedisProcess liar = fleet.redis().getLast();
        fleet.sentinels().stream().skip(1).forEach(SentinelProcess::kill);
        sidecar.awaitEvent("sentinel_lost", event -> true);

        liar.ask("REPLICAOF", "NO", "ONE");
        assertThat(liar.role()).isEqualTo("master");

        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(7))
                .until(() -> serving().equals(Set.of(primary.endpoint())));
        assertThat(written("still")).isEqualTo("OK");
        assertThat(has(primary, "still")).isTrue();
        assertThat(offers())
                .allSatisfy(event -> assertThat(event.path("backend").asText()).isEqualTo(primary.endpoint()));
    }

    @Test
    void outriderKilledInTheMiddleOfAFailoverComesBackToTheRightPrimary() {
        RedisProcess old = fleet.primary();
        List<Publications> events = fleet.events();

        old.kill();
        await().atMost(Sidecar.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> events.stream()
                        .flatMap(one -> one.all().stream())
                        .anyMatch(event -> event.channel().equals("+elected-leader")));
        sidecar.kill();
        RedisProcess next = fleet.awaitOtherThan(old);
        // It says master when Outrider meets it, and HAProxy still has it as the one that is ready.
        old.start();
        sidecar.start();

        awaitServing(next);
        assertThat(written("after")).isEqualTo("OK");
        assertThat(has(next, "after")).isTrue();
        neverServedUntilItFollows(old, next);
        events.forEach(Publications::close);
    }

    @Test
    void theReadPoolAnswersFromReplicas() {
        RedisProcess primary = fleet.primary();
        Set<String> others = fleet.redis().stream()
                .filter(one -> one != primary)
                .map(RedisProcess::endpoint)
                .collect(Collectors.toSet());

        // Until the first checks are through the primary may answer, as it does when no replica can.
        await().atMost(Sidecar.PATIENCE).until(() -> readers(8).equals(others));

        assertThat(answer(connect(readPort), "SET", "key", "x")).startsWith("READONLY");
        assertThat(serving()).containsExactly(primary.endpoint());
        // That the primary is out of it is as it should be, and wakes nobody up.
        assertThat(sidecar.events())
                .filteredOn(event -> event.path("service").asText().endsWith("-ro")
                        && event.path("reason").asText().contains("is_primary"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.path("level").asText()).isEqualTo("info"));
    }

    @Test
    void aDrainMovesNoPrimaryAndByForceLeavesItTheSessionsThatItHas() {
        String primary = "redis-main/" + fleet.primary().endpoint();
        RespClient guest = connect(port);
        assertThat(answer(guest, "PING")).isEqualTo("PONG");

        Artefact.Ended refused = Artefact.runIn(directory, "drain", primary);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains(primary + " is the primary: have another one promoted first");
        assertThat(serving()).containsExactly(fleet.primary().endpoint());

        assertThat(Artefact.runIn(directory, "drain", primary, "--force").exit())
                .isZero();
        await().atMost(Sidecar.PATIENCE).until(() -> serving().isEmpty());
        assertThat(answer(guest, "PING")).isEqualTo("PONG");
        assertThat(written("drained")).isEqualTo("cut");

        assertThat(Artefact.runIn(directory, "undrain", primary).exit()).isZero();
        awaitServing(fleet.primary());
        assertThat(answer(guest, "PING")).isEqualTo("PONG");
    }

    @Test
    void aDrainMovesThePrimaryFirstWhenThatIsAsked() {
        RedisProcess old = fleet.primary();

        Artefact.Ended drained =
                Artefact.runIn(directory, "drain", "redis-main/" + old.endpoint(), "--move-primary", "--wait");

        assertThat(drained.exit()).as(drained.err()).isZero();
        RedisProcess next = fleet.awaitOtherThan(old);
        assertThat(serving()).containsExactly(next.endpoint());
        assertThat(written("after the drain")).isEqualTo("OK");
    }

    @Test
    void aPrimaryThatNobodyCanFollowIsNotMovedAndNothingIsDrained() {
        RedisProcess primary = fleet.primary();
        fleet.redis().stream().filter(one -> one != primary).forEach(RedisProcess::kill);

        Artefact.Ended refused = await().atMost(Sidecar.PATIENCE)
                .until(
                        () -> Artefact.runIn(directory, "drain", "redis-main/" + primary.endpoint(), "--move-primary"),
                        ended -> ended.err().contains("NOGOODSLAVE"));

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("SENTINEL FAILOVER of redis-main");
        assertThat(sidecar.get("/api/v1/drains").json()).isEmpty();
        assertThat(serving()).containsExactly(primary.endpoint());
    }

    /** Who answers that many new connections to the read pool. */
    private Set<String> readers(int connections) {
        Set<String> readers = new TreeSet<>();
        for (int i = 0; i < connections; i++) {
            answer(connect(readPort), "INFO", "server")
                    .lines()
                    .filter(line -> line.startsWith("tcp_port:"))
                    .forEach(line -> readers.add("127.0.0.1:" + line.substring("tcp_port:".length())));
        }
        return readers;
    }
}
