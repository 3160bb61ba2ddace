package org.bolabaden.outrider.sentinel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A real redis-server on a free port of loopback. */
public final class RedisProcess extends ServerProcess {
    private RedisProcess(Path parent, RedisSecurity security) {
        super(parent, "redis", security, false);
    }

    /**
     * Starts one.
     *
     * @param primary whose replica it begins as; empty: it is a primary
     * @param options further lines of its file, such as {@code min-replicas-to-write 1}
     */
    public static RedisProcess start(
            Path parent, RedisSecurity security, Optional<RedisProcess> primary, List<String> options) {
        RedisProcess redis = new RedisProcess(parent, security);
        List<String> lines = new ArrayList<>(security.redisLines(redis.port()));
        lines.addAll(List.of(
                "dir " + redis.directory(),
                "save \"\"",
                "appendonly no",
                // The default of 5 s waits for more replicas; here there are none to wait for.
                "repl-diskless-sync-delay 0"));
        primary.ifPresent(one -> lines.add("replicaof 127.0.0.1 " + one.port()));
        lines.addAll(options);
        redis.begin(lines);
        return redis;
    }

    /** The first word of ROLE: {@code master} or {@code slave}. */
    public String role() {
        return (String) ((List<?>) ask("ROLE")).getFirst();
    }

    /** A section of INFO. */
    public Map<String, String> info(String section) {
        return ((String) ask("INFO", section))
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, last) -> last));
    }
}
