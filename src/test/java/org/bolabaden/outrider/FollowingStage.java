package org.bolabaden.outrider;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.SentinelSettings;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RedisSecurity;
import org.bolabaden.outrider.sentinel.SentinelConnector;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.bolabaden.outrider.sentinel.ServiceSignal;
import org.bolabaden.outrider.sentinel.Watch;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The sentinel stage with its real connector, joined as Quarkus joins them, following a real fleet. */
final class FollowingStage implements AutoCloseable {
    static final ServiceName SERVICE = new ServiceName("redis-main");
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An event and when it was reported. */
    record Told(Instant at, Event event) {}

    private final Vertx vertx = Vertx.vertx();
    private final SentinelConnector connector = new SentinelConnector(vertx);
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final PrimaryStage stage;

    private FollowingStage(Path state, Consumer<Map<ServiceName, Primary>> watcher, List<Watch> watches) {
        stage = new PrimaryStage(
                connector, state, event -> told.add(new Told(Instant.now(), event)), Clock.systemUTC());
        connector.getPublisher(null).subscribe(new Flow.Subscriber<Message<?>>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Message<?> message) {
                stage.heard((ServiceSignal) message.getPayload());
            }

            @Override
            public void onError(Throwable failed) {
                throw new AssertionError(failed);
            }

            @Override
            public void onComplete() {}
        });
        stage.start(() -> watcher.accept(stage.primaries()));
        stage.follow(watches);
    }

    static FollowingStage of(Path state, Watch... watches) {
        return watched(state, inForce -> {}, watches);
    }

    /** The watcher is told all that comes into force, one after the other. */
    static FollowingStage watched(Path state, Consumer<Map<ServiceName, Primary>> watcher, Watch... watches) {
        return new FollowingStage(state, watcher, List.of(watches));
    }

    /** Follows the fleet by all of its sentinels, without passwords. */
    static FollowingStage of(Path state, RedisFleet fleet) {
        return of(state, watch(fleet, fleet.sentinels()));
    }

    static Watch watch(RedisFleet fleet, List<SentinelProcess> sentinels) {
        return watch(fleet, fleet.redis(), sentinels, Optional.empty(), Optional.empty(), CheckTls.OFF);
    }

    static Watch watch(
            RedisFleet fleet,
            List<RedisProcess> listed,
            List<SentinelProcess> sentinels,
            Optional<Check.Redis.Login> redis,
            Optional<Check.Redis.Login> login,
            CheckTls tls) {
        SentinelSettings settings = new SentinelSettings(
                fleet.master(),
                sentinels.stream().map(one -> local(one.port())).toList(),
                redis,
                login,
                tls,
                tls,
                Optional.empty());
        return new Watch(SERVICE, new PrimarySource.Sentinels(settings), listed(listed));
    }

    static Map<Endpoint, BackendId> listed(List<RedisProcess> servers) {
        Map<Endpoint, BackendId> listed = new LinkedHashMap<>();
        servers.forEach(one -> listed.put(local(one.port()), id(one)));
        return listed;
    }

    static BackendId id(RedisProcess redis) {
        return new BackendId(SERVICE, local(redis.port()));
    }

    static Endpoint local(int port) {
        return new Endpoint("127.0.0.1", port);
    }

    static Optional<Check.Redis.Login> login(Path directory, String name, Optional<RedisSecurity.Login> login)
            throws Exception {
        Path file = directory.resolve(name);
        if (login.isPresent()) {
            Files.writeString(file, login.get().password() + "\n");
        }
        return login.map(one -> new Check.Redis.Login(one.user(), file));
    }

    PrimaryStage stage() {
        return stage;
    }

    SentinelConnector connector() {
        return connector;
    }

    Primary primary() {
        return stage.primaries().get(SERVICE);
    }

    Instant awaitOffered(RedisProcess redis) {
        await("offered " + redis.endpoint() + " (now " + primary() + "; sentinels " + connector.sentinels()
                        + "; servers " + connector.servers() + ")")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> primary().offered().equals(Optional.of(id(redis))));
        return ((Primary.Offered) primary()).since();
    }

    Told awaitEvent(String name) {
        return awaitEvents(name, 1).getFirst();
    }

    List<Told> awaitEvents(String name, int count) {
        await("event " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> told(name).size() >= count);
        return told(name);
    }

    List<Told> told(String name) {
        return told.stream().filter(one -> one.event().name().equals(name)).toList();
    }

    List<Told> told() {
        return new ArrayList<>(told);
    }

    @Override
    public void close() {
        stage.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
