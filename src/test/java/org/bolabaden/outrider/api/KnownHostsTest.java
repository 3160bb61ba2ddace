package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By which names the sidecar may be called. */
class KnownHostsTest {
    private static final Set<String> NAMES = Set.of("node1.example.org", "status.example.org");

    @Test
    void addressesNamesWithoutADotAndOurOwnNamesAreTaken() {
        for (String host : List.of(
                "127.0.0.1:9180",
                "10.8.0.1",
                "[::1]:9180",
                "[fd00::1]",
                "localhost:9180",
                "outrider",
                "node1.example.org:9180",
                "NODE1.example.ORG.",
                "status.example.org")) {
            assertThat(KnownHosts.isOne(host, NAMES)).as(host).isTrue();
        }
    }

    @Test
    void aNameThatAStrangerCanOwnIsNot() {
        for (String host : List.of(
                "evil.example:9180",
                "127.0.0.1.evil.example",
                "node1.example.org.evil.example",
                "evil.node1.example.org",
                "0x7f.1.evil",
                "evil.example.")) {
            assertThat(KnownHosts.isOne(host, NAMES)).as(host).isFalse();
        }
    }
}
