package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** "Sanity checklist before I call it done enough", line by line. */
@ExtendWith(SharedStage.class)
class SanityChecklist {
    private final Stage stage;

    SanityChecklist(Stage stage) {
        this.stage = stage;
    }

    @Test
    void everyNodeReturnsTheSite() {
        stage.awaitWell();

        for (Node node : stage.nodes()) {
            assertThat(stage.get(node, "http", Stage.SITE)).as("by " + node).startsWith("200 ");
            assertThat(stage.get(node, "https", "www." + Stage.SITE))
                    .as("by " + node)
                    .startsWith("200 ");
        }
        // Whoever has it serves it.
        assertThat(stage.get(stage.node(1), "http", Stage.SITE)).endsWith("served by node1");
        assertThat(stage.get(stage.node(2), "http", Stage.SITE)).endsWith("served by node2");
    }

    @Test
    void everyNodeReturnsDozzleFromTheNodeThatRunsIt() {
        stage.awaitWell();

        for (Node node : stage.nodes()) {
            assertThat(stage.get(node, "http", Stage.DOZZLE)).as("by " + node).isEqualTo("200 served by node3");
        }
    }

    @Test
    void aKilledContainerIsTakenOutAndTrafficShifts() throws Exception {
        Program container = stage.node(1).program("site");

        Outcome outcome = new Story(stage, "a container is killed")
                .happens(container::kill)
                .settlesWhen(() -> stage.nodes().stream()
                                .allMatch(node ->
                                        stage.verdict(node, "node1:8080").equals("down"))
                        && stage.get(stage.node(1), "http", Stage.SITE).endsWith("served by node2"))
                .mended(container::start);

        outcome.lostNothingOf(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void stoppingTheRegistrySyncIsNoOutage() throws Exception {
        Program container = stage.node(2).program("site");
        Node restarted = stage.node(3);

        new Story(stage, "the registry stops syncing; a sidecar is restarted and a container killed meanwhile")
                .happens(() -> {
                    stage.sync(false);
                    restarted.sidecar().stop();
                    restarted.sidecar().start();
                    container.kill();
                })
                .settlesWhen(() -> stage.nodes().stream()
                        .allMatch(node ->
                                stage.verdict(node, "node2:" + Node.SITE).equals("down")))
                .mended(() -> {
                    stage.sync(true);
                    container.start();
                })
                .lostNothingOf(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void certificatesAreRenewedByDns01WithoutDowntime() throws Exception {
        Map<Node, String> before = new HashMap<>();

        new Story(stage, "TLS renewed by DNS-01 on all nodes")
                .happens(() -> stage.nodes().forEach(node -> before.put(node, stage.certificate(node))))
                .settlesWhen(() -> stage.nodes().stream().allMatch(node -> isRenewed(node, before.get(node))))
                .mended(() -> {})
                .neverFailed(Stage.SITE, Stage.DOZZLE);
    }

    private boolean isRenewed(Node node, String before) {
        String now = stage.certificate(node);
        return before.startsWith("serial=") && now.startsWith("serial=") && !now.equals(before);
    }

    @Test
    void aRestartedRedisPrimaryIsFollowedByTheProxies() throws Exception {
        stage.awaitWell();
        Node old = stage.primary();

        Outcome outcome = new Story(stage, "the Redis primary is killed, and comes back when another one is primary")
                .happens(() -> old.program("redis").kill())
                .settlesWhen(() -> {
                    Node next = stage.primary();
                    return next != old
                            && stage.nodes().stream()
                                    .allMatch(node -> stage.redisServers(node).equals(List.of(next.address())));
                })
                .mended(() -> old.program("redis").start());

        outcome.neverFailed(Stage.SITE, Stage.DOZZLE);
        // Replication is asynchronous: what was acknowledged in the very moment of the kill may not have left.
        assertThat(outcome.lostWrites()).isLessThanOrEqualTo(1);
        assertThat(outcome.withoutWrites()).isLessThan(Duration.ofSeconds(30));
    }
}
