package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.SentinelSettings;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.PrimaryStatus;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.bolabaden.outrider.sentinel.Watch;

/** A stage that follows a real fleet, and a watcher of all that it puts into force. */
final class WatchedStage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LASTING = Duration.ofSeconds(1);

    private final RedisFleet fleet;
    private final PrimaryWatcher watcher;
    private final FollowingStage following;

    private WatchedStage(Path state, RedisFleet fleet, Watch watch) {
        this.fleet = fleet;
        this.watcher = new PrimaryWatcher(Set.copyOf(watch.listed().values()));
        this.following = FollowingStage.watched(state, watcher, watch);
    }

    /** Follows the fleet by all of its sentinels, and knows whom they name. */
    static WatchedStage of(Path directory, RedisFleet fleet) {
        return of(directory, fleet, fleet.redis(), places(fleet.sentinels()), Optional.empty());
    }

    /** The same, with other backends, other places of the sentinels, or an isolation time. */
    static WatchedStage of(
            Path directory,
            RedisFleet fleet,
            List<RedisProcess> listed,
            List<Endpoint> sentinels,
            Optional<Duration> isolation) {
        SentinelSettings settings = new SentinelSettings(
                fleet.master(), sentinels, Optional.empty(), Optional.empty(), CheckTls.OFF, CheckTls.OFF, isolation);
        Watch watch =
                new Watch(FollowingStage.SERVICE, new PrimarySource.Sentinels(settings), FollowingStage.listed(listed));
        WatchedStage stage = new WatchedStage(state(directory), fleet, watch);
        stage.following.awaitOffered(fleet.primary());
        return stage;
    }

    static List<Endpoint> places(List<SentinelProcess> sentinels) {
        return sentinels.stream().map(one -> FollowingStage.local(one.port())).toList();
    }

    private static Path state(Path directory) {
        try {
            return Files.createTempDirectory(directory, "state");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    FollowingStage following() {
        return following;
    }

    PrimaryWatcher watcher() {
        return watcher;
    }

    Primary primary() {
        return following.primary();
    }

    Optional<BackendId> offered() {
        return primary().offered();
    }

    PrimaryStatus status() {
        return following.stage().statuses().get(FollowingStage.SERVICE);
    }

    /** Waits until these sentinels have agreed on one for a while, and exactly that one has been offered; returns it. */
    RedisProcess awaitAgreed(List<SentinelProcess> sentinels) {
        return awaitAgreed(sentinels, agreed -> true);
    }

    /** The same, and it is not that one. */
    RedisProcess awaitOtherThan(RedisProcess old, List<SentinelProcess> sentinels) {
        return awaitAgreed(sentinels, agreed -> agreed != old);
    }

    private RedisProcess awaitAgreed(List<SentinelProcess> sentinels, Predicate<RedisProcess> wanted) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(LOOK)
                    .during(LASTING)
                    .until(() -> agreed(sentinels)
                            .filter(wanted)
                            .filter(one -> offered().equals(Optional.of(FollowingStage.id(one))))
                            .isPresent());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("the sentinels' choice is not offered: " + status(), late);
        }
        return agreed(sentinels).orElseThrow();
    }

    private Optional<RedisProcess> agreed(List<SentinelProcess> sentinels) {
        Set<Integer> ports =
                sentinels.stream().map(SentinelProcess::primaryPort).collect(Collectors.toSet());
        return fleet.redis().stream()
                .filter(one -> ports.equals(Set.of(one.port())))
                .findFirst();
    }

    /** Waits until it has heard that sentinel name that one. */
    void awaitNamed(SentinelProcess sentinel, RedisProcess redis) {
        Endpoint place = FollowingStage.local(sentinel.port());
        Optional<Endpoint> named = Optional.of(FollowingStage.local(redis.port()));
        await().atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(() -> status().sentinels().stream()
                        .anyMatch(one ->
                                one.address().equals(place) && one.names().equals(named)));
    }

    /** Waits for so long, in which exactly the same is to be in force. */
    void assertUnchanged(Duration time) {
        Optional<BackendId> before = offered();
        int offers = watcher.offers().size();
        await().pollDelay(time).atMost(time.multipliedBy(10)).until(() -> true);
        assertThat(offered()).isEqualTo(before);
        assertThat(watcher.offers()).hasSize(offers);
    }

    void awaitWithheld() {
        await().atMost(PATIENCE).pollInterval(LOOK).until(() -> primary() instanceof Primary.Withheld);
    }

    @Override
    public void close() {
        following.close();
    }
}
