package org.bolabaden.outrider.haproxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A HAProxy to test with. {@code .ci/haproxy-versions} puts them into the cache; one that is absent skips its tests,
 * except the oldest, which the tests need.
 */
public enum HaproxyVersion {
    V2_6("2.6"),
    V3_0("3.0"),
    V3_2("3.2");

    private final String number;

    HaproxyVersion(String number) {
        this.number = number;
    }

    /** The program, or a skipped test. */
    public Path program() {
        Optional<Path> found = candidates().stream().filter(Files::isExecutable).findFirst();
        if (this != V2_6) {
            Assumptions.assumeTrue(found.isPresent(), "HAProxy " + number + " is absent: run .ci/haproxy-versions");
        }
        return found.orElseThrow(
                () -> new IllegalStateException("HAProxy 2.6 is absent: install the Debian package haproxy"));
    }

    private List<Path> candidates() {
        Path cached = cache().resolve(number).resolve("haproxy");
        return this == V2_6 ? List.of(cached, Path.of("/usr/sbin/haproxy")) : List.of(cached);
    }

    private static Path cache() {
        String property = System.getProperty("outrider.haproxy.versions");
        if (property != null) {
            return Path.of(property);
        }
        String cache = System.getenv("OUTRIDER_CACHE");
        Path root = cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache", "outrider");
        return root.resolve("haproxy");
    }

    @Override
    public String toString() {
        return "HAProxy " + number;
    }
}
