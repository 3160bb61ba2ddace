package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

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
}
