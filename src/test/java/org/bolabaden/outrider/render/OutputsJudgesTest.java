package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.OutputStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own validate commands, when they take their time. */
class OutputsJudgesTest {
    @TempDir
    Path directory;

    private OutputsFixture node;
    private Path calls;
    private Path go;

    @BeforeEach
    void node() throws IOException {
        node = new OutputsFixture(directory);
        calls = directory.resolve("calls");
        go = directory.resolve("go");
    }

    @AfterEach
    void stop() {
        node.stop();
    }

    /** It judges once the file {@code go} exists. */
    private Template judgedOnGo() throws IOException {
        return node.template(
                "slow.conf",
                OutputsFixture.SOURCE,
                List.of("sh", "-c", "echo x >> " + calls + "; until [ -e " + go + " ]; do sleep 0.02; done"),
                List.of());
    }

    private long calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private OutputStatus judged() {
        node.apply();
        node.awaitJudges();
        return node.apply();
    }

    private List<Path> candidates() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".new")).toList();
        }
    }

    @Test
    void aJudgeThatHangsHoldsUpItsOwnOutputAlone() throws IOException {
        Template slow = judgedOnGo();
        Template other = node.template("b.cfg", OutputsFixture.SOURCE);

        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.CHECKING, State.LIVE);
        node.model = TestModels.model(50, "redis");
        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.CHECKING, State.LIVE);

        assertThat(other.output()).hasContent("backend redis\n weight 50");
        assertThat(slow.output()).doesNotExist();
        assertThat(calls()).as("one at a time").isEqualTo(1);
        assertThat(node.apply().reason().orElseThrow())
                .isEqualTo(
                        slow.output() + ": its validate command (sh) still judges what was rendered, for at most 10 s;"
                                + " the file stays as it is until then");
        assertThat(node.told()).as("nothing is wrong as yet").containsExactly("output_written");
    }

    @Test
    void aLateVerdictCallsForARoundThatTakesItUp() throws Exception {
        CountDownLatch judged = new CountDownLatch(1);
        node.whenJudged(judged::countDown);
        Template slow = judgedOnGo();
        assertThat(node.apply().state()).isEqualTo(State.CHECKING);
        node.model = TestModels.model(50, "redis");
        Files.createFile(go);
        assertThat(judged.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(slow.output()).as("what was judged, though more is due").hasContent("backend redis\n weight 100");

        node.apply();
        node.awaitJudges();
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(slow.output()).hasContent("backend redis\n weight 50");
        assertThat(candidates()).isEmpty();
        assertThat(node.told()).containsExactly("output_written");
    }

    @Test
    void aJudgeThatHungIsCalledAgainAfterAWhileThatDoublesWhateverTheText() throws IOException {
        node.limit = Duration.ofSeconds(2);
        node.restart();
        judgedOnGo();
        assertThat(judged().state()).isEqualTo(State.REJECTED);
        assertThat(node.reason("output_rejected")).contains("validate (sh) did not end within 2.0 s and was killed");

        node.model = TestModels.model(50, "redis");
        node.later(Duration.ofSeconds(9));
        assertThat(judged().state()).isEqualTo(State.REJECTED);
        assertThat(calls()).isEqualTo(1);
        node.later(Duration.ofSeconds(1));
        judged();
        assertThat(calls()).isEqualTo(2);
        node.later(Duration.ofSeconds(19));
        judged();
        assertThat(calls()).isEqualTo(2);
        assertThat(node.told()).containsExactly("output_rejected");

        Files.createFile(go);
        node.force();
        assertThat(judged().state()).as("force asks at once").isEqualTo(State.LIVE);
    }

    @Test
    void anotherJudgeIsCalledAtOnce() throws IOException {
        node.limit = Duration.ofMillis(200);
        node.restart();
        Template hung = judgedOnGo();
        node.apply();

        node.templates.clear();
        node.add(new Template(hung.input(), hung.output(), List.of("true"), List.of()));

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
    }

    @Test
    void whatIsJudgedForATemplateThatIsGoneIsDropped() throws IOException {
        Template slow = judgedOnGo();
        node.apply();
        assertThat(candidates()).hasSize(1);

        node.templates.clear();
        assertThat(node.all()).isEmpty();

        assertThat(candidates()).isEmpty();
        assertThat(slow.output()).doesNotExist();
    }

    @Test
    void aStopJudgesNothing() throws IOException {
        Template slow = judgedOnGo();
        node.apply();

        node.stop();
        node.awaitJudges();
        node.apply();

        assertThat(slow.output()).doesNotExist();
        assertThat(candidates()).isEmpty();
        assertThat(node.told()).isEmpty();
    }

    @Test
    void aPreviewAsksAllJudgesAtOnce() throws IOException {
        List<String> each = List.of(
                "sh", "-c", "echo x >> " + calls + "; until [ $(wc -l < " + calls + ") = 2 ]; do sleep 0.02; done");
        node.template("a.conf", "a", each, List.of());
        node.template("b.conf", "b", each, List.of());

        assertThat(node.preview())
                .allSatisfy(preview -> assertThat(preview.problems()).isEmpty());
    }
}
