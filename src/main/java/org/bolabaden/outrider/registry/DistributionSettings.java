package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * distribution.yaml: how the registry comes to this node.
 *
 * @param method who brings it
 * @param repo where from; there for {@code git} and {@code rsync}
 * @param branch of the repository
 * @param path of the configuration within it; empty: its root
 * @param interval how often it is looked for; 1 s to 1 day
 */
public record DistributionSettings(
        Method method, Optional<String> repo, String branch, Optional<String> path, Duration interval) {
    /** The ways of distribution. */
    public enum Method {
        GIT,
        RSYNC,
        SYNCTHING,
        NONE;

        /** The word in the file. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
