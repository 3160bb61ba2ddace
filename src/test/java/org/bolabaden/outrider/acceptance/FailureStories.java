package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** "Failure stories (on purpose)", and what else befalls nodes: each under load, mended at its end. */
@ExtendWith(SharedStage.class)
class FailureStories {
    private static final List<String> STACK = List.of("redis", "sentinel", "site", "haproxy", "traefik");

    private final Stage stage;

    FailureStories(Stage stage) {
        this.stage = stage;
    }

    /** Everybody but that node holds its site for that. */
    private boolean othersSee(Node node, String verdict) {
        return stage.others(node).stream()
                .allMatch(other -> stage.verdict(other, node + ":" + Node.SITE).equals(verdict));
    }

    @Test
    void aNodeDiesSilently() throws Exception {
        Node node = stage.node(2);

        new Story(stage, "a node dies: its link is down")
                .happens(() -> stage.network().linkDown(node.name()))
                .settlesWhen(() -> othersSee(node, "down"))
                .mended(() -> stage.network().linkUp(node.name()))
                .lostNothingButWhatWasHandedOn(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void aNodeLosesItsPower() throws Exception {
        Node node = stage.node(2);

        new Story(stage, "a node dies: all its processes are killed")
                .happens(() -> killAll(node))
                .settlesWhen(() -> othersSee(node, "down"))
                .mended(() -> startAll(node))
                .lostNothingButAtTheDoorOf(node, Stage.SITE, Stage.DOZZLE);
    }

    private static void killAll(Node node) {
        node.sidecar().kill();
        STACK.forEach(what -> node.program(what).kill());
    }

    private static void startAll(Node node) {
        STACK.forEach(what -> node.program(what).start());
        node.sidecar().start();
    }

    @Test
    void dozzleMovesFromNode3ToNode1() throws Exception {
        new Story(stage, "a service moves from node3 to node1, drained before it is stopped")
                .happens(() -> {
                    stage.node(1).program("dozzle").start();
                    stage.distribute(stage.registry(3, 1));
                    stage.awaitUp("node1:" + Node.DOZZLE);
                    stage.run(stage.node(3), "drain", Stage.DOZZLE + "/node3:" + Node.DOZZLE, "--for", "10m");
                    stage.awaitServedBy(stage.node(1), Stage.DOZZLE);
                    stage.distribute(stage.registry(1));
                    stage.awaitLeftOut(stage.node(3), Node.DOZZLE);
                    stage.node(3).program("dozzle").kill();
                })
                .settlesWhen(() -> stage.nodes().stream()
                        .allMatch(node -> stage.get(node, "http", Stage.DOZZLE).endsWith("served by node1")))
                .mended(() -> {
                    stage.node(3).program("dozzle").start();
                    stage.distribute(stage.registry(1, 3));
                    stage.awaitUp("node3:" + Node.DOZZLE);
                    stage.distribute(stage.registry(3));
                    stage.awaitLeftOut(stage.node(1), Node.DOZZLE);
                    stage.node(1).program("dozzle").kill();
                })
                .neverFailed(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void aPartitionBetweenTwoNodes() throws Exception {
        Node one = stage.node(1);
        Node two = stage.node(2);

        new Story(stage, "a partition: two nodes do not hear each other")
                .happens(() -> {
                    stage.network().deafen(one.name(), two.address());
                    stage.network().deafen(two.name(), one.address());
                })
                .settlesWhen(() -> stage.verdict(one, two + ":" + Node.SITE).equals("down")
                        && stage.verdict(two, one + ":" + Node.SITE).equals("down"))
                .mended(() -> {
                    stage.network().undeafen(one.name(), two.address());
                    stage.network().undeafen(two.name(), one.address());
                })
                .lostNothingOf(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void aPartitionInOneDirection() throws Exception {
        Node one = stage.node(1);
        Node three = stage.node(3);

        new Story(stage, "a partition in one direction: node3 does not hear node1")
                .happens(() -> stage.network().deafen(three.name(), one.address()))
                .settlesWhen(() -> stage.verdict(three, one + ":" + Node.SITE).equals("down"))
                .mended(() -> stage.network().undeafen(three.name(), one.address()))
                // Who asks node1 for Dozzle meets a node that cannot reach the only one that has it.
                .lostNothingOf(Stage.SITE);
    }

    @Test
    void aSlowNode() throws Exception {
        Node node = stage.node(2);

        new Story(stage, "a slow node: what it sends waits in a queue of 400 kbit/s")
                .happens(() -> stage.network().slow(node.name(), "400kbit"))
                .lasts(Duration.ofSeconds(6))
                .mended(() -> stage.network().unslow(node.name()))
                .lostNothingAtOtherDoorsThan(node, Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void everyProcessIsKilledInTurn() throws Exception {
        for (String what : List.of("traefik", "haproxy", "sentinel", "redis", "site")) {
            Node node = stage.node(2);
            new Story(stage, "killed and started again: " + (what.equals("site") ? "the site" : what))
                    .happens(() -> {
                        node.program(what).kill();
                        node.program(what).start();
                    })
                    .settlesWhen(() -> node.program(what).isRunning())
                    .mended(() -> {})
                    .lostNothingButAtTheDoorOf(node, Stage.SITE, Stage.DOZZLE);
        }
    }

    @Test
    void theSidecarIsKilledAndStaysAway() throws Exception {
        Node node = stage.node(2);

        new Story(stage, "killed, and started again after a while: outrider")
                .happens(() -> node.sidecar().kill())
                .settlesWhen(() -> !node.sidecar().isRunning())
                .mended(() -> node.sidecar().start())
                .neverFailed(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void theDisksOfANodeAreFull() throws Exception {
        Node node = stage.node(1);

        new Story(stage, "a full disk, and a container killed meanwhile")
                .happens(() -> {
                    stage.fill(node);
                    stage.node(2).program("site").kill();
                })
                .settlesWhen(() -> stage.verdict(node, "node2:" + Node.SITE).equals("down"))
                .mended(() -> {
                    stage.free(node);
                    stage.node(2).program("site").start();
                })
                .lostNothingOf(Stage.SITE, Stage.DOZZLE);
    }

    @Test
    void theClockOfANodeJumps() throws Exception {
        Node node = stage.node(2);
        String backend = "node1:" + Node.SITE;

        new Story(stage, "the clock of a node jumps an hour ahead, and back")
                .happens(() -> stage.jump(node, "+3600"))
                .settlesWhen(() ->
                        stage.checkedAt(node, backend).isAfter(Instant.now().plusSeconds(1800)))
                .lasts(Duration.ofSeconds(5))
                .mended(() -> {
                    stage.jump(node, "+0");
                    stage.awaitCheckedBefore(node, backend, Duration.ofMinutes(1));
                })
                .neverFailed(Stage.SITE, Stage.DOZZLE);

        assertThat(node.sidecar().events())
                .filteredOn(event -> event.path("ts")
                                .asText()
                                .compareTo(Instant.now().plusSeconds(1800).toString())
                        > 0)
                .noneMatch(event -> event.path("event").asText().equals("backend_down"));
    }
}
