package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who is asked for the primary of a Redis service.
 *
 * @param master the name that the sentinels monitor it under
 * @param sentinels where they listen; at least one
 * @param passwordFile the file that holds the password of Redis and sentinels
 */
public record SentinelSettings(String master, List<Endpoint> sentinels, Optional<Path> passwordFile) {
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
