package org.bolabaden.outrider.sentinel;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A primary, its replicas and the sentinels that watch them, all real, all on loopback; stopped by its handle. */
public final class RedisFleet implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final String master;
    private final List<RedisProcess> redis = new ArrayList<>();
    private final List<SentinelProcess> sentinels = new ArrayList<>();

    private RedisFleet(Builder builder) {
        this.master = builder.master;
        try {
            start(builder);
        } catch (RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** One with two replicas, three sentinels, quorum 2 and down-after 1 s, unless told otherwise. */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /** What a fleet shall be. */
    public static final class Builder {
        private final Path directory;
        private final List<String> redisOptions = new ArrayList<>();
        private String master = "redis-main";
        private int replicas = 2;
        private int sentinels = 3;
        private int quorum = 2;
        private Duration downAfter = Duration.ofSeconds(1);
        private Duration failoverTimeout = Duration.ofSeconds(10);
        private RedisSecurity security = RedisSecurity.none();

        private Builder(Path directory) {
            this.directory = directory;
        }

        /** The name that the sentinels know it by; default {@code redis-main}. */
        public Builder master(String name) {
            master = name;
            return this;
        }

        public Builder replicas(int count) {
            replicas = count;
            return this;
        }

        public Builder sentinels(int count, int itsQuorum) {
            sentinels = count;
            quorum = itsQuorum;
            return this;
        }

        public Builder downAfter(Duration time) {
            downAfter = time;
            return this;
        }

        /** Default 10 s, where Sentinel's own is three minutes. */
        public Builder failoverTimeout(Duration time) {
            failoverTimeout = time;
            return this;
        }

        public Builder security(RedisSecurity how) {
            security = how;
            return this;
        }

        /** Further lines of every Redis' file, such as {@code min-replicas-to-write 1}. */
        public Builder redis(String... lines) {
            redisOptions.addAll(List.of(lines));
            return this;
        }

        /** Starts everything, and waits until all sentinels know all replicas and each other. */
        public RedisFleet start() {
            return new RedisFleet(this);
        }
    }

    private void start(Builder wanted) {
        redis.add(RedisProcess.start(wanted.directory, wanted.security, Optional.empty(), wanted.redisOptions));
        for (int i = 0; i < wanted.replicas; i++) {
            redis.add(RedisProcess.start(
                    wanted.directory, wanted.security, Optional.of(redis.getFirst()), wanted.redisOptions));
        }
        // A sentinel asks a primary for its replicas when it connects, and then only every ten seconds.
        await().atMost(ServerProcess.PATIENCE).pollInterval(LOOK).until(this::replicated);
        List<String> lines = List.of(
                "sentinel down-after-milliseconds " + master + " " + wanted.downAfter.toMillis(),
                "sentinel failover-timeout " + master + " " + wanted.failoverTimeout.toMillis());
        for (int i = 0; i < wanted.sentinels; i++) {
            sentinels.add(SentinelProcess.start(
                    wanted.directory, wanted.security, Map.of(master, redis.getFirst()), wanted.quorum, lines));
        }
        awaitQuiet();
    }

    private boolean replicated() {
        long online = redis.getFirst().info("replication").entrySet().stream()
                .filter(line ->
                        line.getKey().matches("slave\\d+") && line.getValue().contains("state=online"))
                .count();
        return online == redis.size() - 1;
    }

    /**
     * Waits until all is well: every sentinel sees the same primary up, all replicas of it and all other sentinels, and
     * every Redis but the primary follows it.
     */
    public void awaitQuiet() {
        await().atMost(Duration.ofMinutes(1)).pollInterval(LOOK).until(this::quiet);
    }

    private boolean quiet() {
        int port = sentinels.getFirst().primaryPort();
        boolean agreed = sentinels.stream()
                .map(SentinelProcess::master)
                .allMatch(seen -> seen.get("flags").equals("master")
                        && seen.get("port").equals("" + port)
                        && seen.get("num-slaves").equals("" + (redis.size() - 1))
                        && seen.get("num-other-sentinels").equals("" + (sentinels.size() - 1)));
        return agreed && redis.stream().allMatch(one -> one.port() == port ? leads(one) : follows(one, port));
    }

    private static boolean leads(RedisProcess one) {
        return one.role().equals("master");
    }

    private static boolean follows(RedisProcess one, int port) {
        Map<String, String> seen = one.info("replication");
        return ("" + port).equals(seen.get("master_port")) && "up".equals(seen.get("master_link_status"));
    }

    /** The name that the sentinels know it by. */
    public String master() {
        return master;
    }

    /** All Redis servers; the first began as the primary. */
    public List<RedisProcess> redis() {
        return List.copyOf(redis);
    }

    public List<SentinelProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The one that the first sentinel names. */
    public RedisProcess primary() {
        int port = sentinels.getFirst().primaryPort();
        return redis.stream().filter(one -> one.port() == port).findFirst().orElseThrow();
    }

    /** Waits until every sentinel names another than that one, and the same; returns it. */
    public RedisProcess awaitOtherThan(RedisProcess old) {
        await().atMost(ServerProcess.PATIENCE)
                .pollInterval(LOOK)
                .until(() -> sentinels.stream()
                                        .map(SentinelProcess::primaryPort)
                                        .distinct()
                                        .count()
                                == 1
                        && primary() != old);
        return primary();
    }

    /** Listens to each sentinel from now on. */
    public List<Publications> events() {
        return sentinels.stream().map(Publications::new).toList();
    }

    @Override
    public void close() {
        sentinels.forEach(SentinelProcess::close);
        redis.forEach(RedisProcess::close);
    }
}
