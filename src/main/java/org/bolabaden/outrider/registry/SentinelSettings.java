package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is asked for the primary of a Redis service.
 *
 * @param master the name that the sentinels monitor it under
 * @param sentinels where they listen; at least one
 * @param redis how to log in to the Redis servers; empty: without
 * @param login how to log in to the sentinels; empty: without
 * @param redisTls how the Redis servers are reached; {@link CheckTls#OFF}: in the clear
 * @param sentinelTls how the sentinels are
 * @param isolation how long the present primary stays while no majority of the sentinels is heard; empty: for good
 */
public record SentinelSettings(
        String master,
        List<Endpoint> sentinels,
        Optional<Check.Redis.Login> redis,
        Optional<Check.Redis.Login> login,
        CheckTls redisTls,
        CheckTls sentinelTls,
        Optional<Duration> isolation) {
    public SentinelSettings {
        // The characters that Sentinel itself allows in a master's name.
        if (!master.matches("[A-Za-z0-9._-]{1,128}")) {
            throw new IllegalArgumentException("not a master name: '" + master + "' (letters, digits, '.', '-', '_')");
        }
        sentinels = List.copyOf(sentinels);
        if (sentinels.isEmpty()) {
            throw new IllegalArgumentException("no sentinel given");
        }
    }
}
