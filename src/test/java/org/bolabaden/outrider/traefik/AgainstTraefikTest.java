package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.traefik.Cases.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real Traefik does with each case what the case says. */
class AgainstTraefikTest {
    private static TraefikProcess traefik;
    private static int round;

    @BeforeAll
    static void start() {
        traefik = TraefikProcess.traefik().throttle(Duration.ofMillis(10)).start();
    }

    @AfterAll
    static void stop() {
        if (traefik != null) {
            traefik.close();
        }
    }

    private static Stream<Cases.Case> cases() {
        return Cases.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatTheCaseSays(Cases.Case given) {
        int refusals = refusals();
        traefik.write("case.yaml", given.text());
        String marker = "marker-" + ++round;
        traefik.write(
                "marker.yaml",
                "http:\n  routers:\n    " + marker + ": {rule: Host(`marker`), service: noop@internal}\n");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> traefik.live("routers", marker).isPresent() || refusals() > refusals);

        boolean live = traefik.live("routers", marker).isPresent();
        assertThat(live).as("the provider's files are live").isEqualTo(given.outcome() != Outcome.DROPS);
        if (live) {
            assertThat(faults()).as("what is disabled").satisfies(faults -> {
                if (given.outcome() == Outcome.DISABLES) {
                    assertThat(faults).isNotEmpty();
                } else {
                    assertThat(faults).isEmpty();
                }
            });
        }
    }

    private static int refusals() {
        return (int) traefik.logged("error").stream()
                .filter(line -> line.contains("watcher callback"))
                .count();
    }

    private static List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (String kind : List.of("http/routers", "http/services", "http/middlewares", "tcp/routers", "udp/routers")) {
            for (JsonNode one : traefik.api(kind + "?per_page=1000")) {
                if (one.path("provider").asText().equals("file")
                        && !one.path("status").asText().equals("enabled")) {
                    faults.add(kind + " " + one.path("name").asText() + ": " + one.path("error"));
                }
            }
        }
        return faults;
    }
}
