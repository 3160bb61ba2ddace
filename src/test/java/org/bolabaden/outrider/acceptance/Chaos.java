package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Something goes wrong every 20 s, on some node, for some seconds, by chance, while every site is on two nodes. What it is comes
 * from a seed, which is printed: {@code -Doutrider.chaos.seed=N} tells the same again, {@code -Doutrider.chaos.minutes=N} how long.
 */
@ExtendWith(SharedStage.class)
class Chaos {
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final double PROMISED = 0.999;

    private final Stage stage;
    private final long seed = Long.getLong("outrider.chaos.seed", System.nanoTime());
    private final Random chance = new Random(seed);

    Chaos(Stage stage) {
        this.stage = stage;
    }

    /** Something that can happen to a node, and how it is put right. */
    private record Fault(String what, Duration lasts, Story.Step begin, Story.Step end) {}

    @Test
    void ofAThousandRequestsNotMoreThanOneFails() throws Exception {
        int minutes = Integer.getInteger("outrider.chaos.minutes", 10);
        System.out.printf("chaos: seed %d, %d minutes%n", seed, minutes);
        stage.node(1).program("dozzle").start();
        stage.distribute(stage.registry(1, 3));
        stage.awaitUp("node1:" + Node.DOZZLE);
        List<String> told = new ArrayList<>();

        Outcome outcome = new Story(
                        stage, "chaos: a fault every 20 s for " + minutes + " minutes, every site on two nodes")
                .meanwhile(() -> {
                    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
                    while (System.nanoTime() < end) {
                        told.add(next());
                    }
                })
                .mended(() -> {});

        long failed = outcome.inFlight() + outcome.lost().size();
        double share = 1 - (double) failed / outcome.requests();
        System.out.printf("chaos: seed %d: %.4f %% of %d answered%n", seed, 100 * share, outcome.requests());
        assertThat(share).as("seed " + seed + ": " + String.join(", ", told)).isGreaterThanOrEqualTo(PROMISED);
        stage.distribute(stage.registry(3));
        stage.awaitLeftOut(stage.node(1), Node.DOZZLE);
        stage.node(1).program("dozzle").kill();
    }

    /** One fault, from its beginning to that of the next one. */
    private String next() throws Exception {
        long began = System.currentTimeMillis();
        Node node = stage.nodes().get(chance.nextInt(stage.nodes().size()));
        List<Fault> possible = possible(node);
        Fault fault = possible.get(chance.nextInt(possible.size()));
        fault.begin().run();
        try {
            Thread.sleep(fault.lasts().toMillis());
        } finally {
            fault.end().run();
        }
        Thread.sleep(Math.max(0, began + EVERY.toMillis() - System.currentTimeMillis()));
        List<Visit> visits = stage.traffic().since(began);
        List<Visit> failed = visits.stream()
                .filter(visit -> !visit.isWrite() && visit.failed())
                .toList();
        String told = fault.what() + " on " + node + ": " + failed.size() + " failed, "
                + stage.ledger().lost(visits) + " acknowledged writes lost; primary " + stage.primary();
        System.out.println("chaos: " + told);
        failed.forEach(visit -> System.out.println("chaos:     " + told(visit, began)));
        return told;
    }

    /** Where it came in, when after the fault's beginning, and what it got. */
    private String told(Visit visit, long began) {
        String door = stage.nodes().stream()
                .filter(node -> node.address().equals(visit.address()))
                .map(Node::name)
                .findAny()
                .orElse("no node");
        return "%+d ms: %s by %s, %s after %d ms"
                .formatted(visit.began() - began, visit.asked(), door, visit.outcome(), visit.took());
    }

    private List<Fault> possible(Node node) {
        List<Fault> all = new ArrayList<>(List.of(
                killed(node, "redis", Duration.ofSeconds(6)),
                killed(node, "sentinel", Duration.ofSeconds(6)),
                killed(node, "haproxy", Duration.ofSeconds(1)),
                killed(node, "traefik", Duration.ofSeconds(1)),
                new Fault(
                        "outrider killed",
                        Duration.ofSeconds(5),
                        () -> node.sidecar().kill(),
                        () -> node.sidecar().launch()),
                new Fault(
                        "link down",
                        Duration.ofSeconds(8),
                        () -> stage.network().linkDown(node.name()),
                        () -> stage.network().linkUp(node.name())),
                new Fault(
                        "slow",
                        Duration.ofSeconds(8),
                        () -> stage.network().slow(node.name(), "200kbit"),
                        () -> stage.network().unslow(node.name())),
                deaf(node, stage.others(node).get(chance.nextInt(2)))));
        String site = node == stage.node(3) ? "dozzle" : "site";
        all.add(killed(node, site, Duration.ofSeconds(6)));
        return all;
    }

    private static Fault killed(Node node, String what, Duration lasts) {
        return new Fault(
                what + " killed",
                lasts,
                () -> node.program(what).kill(),
                () -> node.program(what).start());
    }

    private Fault deaf(Node node, Node to) {
        return new Fault(
                "deaf to " + to,
                Duration.ofSeconds(8),
                () -> stage.network().deafen(node.name(), to.address()),
                () -> stage.network().undeafen(node.name(), to.address()));
    }
}
