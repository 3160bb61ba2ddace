package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.OutputStatus.State;
import org.bolabaden.outrider.render.Reload.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsReloadTest {
    @TempDir
    Path directory;

    private OutputsFixture node;

    @BeforeEach
    void node() throws IOException {
        node = new OutputsFixture(directory);
    }

    @Test
    void aChangeOfStatesAloneIsWrittenWithoutAReload() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        node.model = TestModels.model(50, "redis");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);

        assertThat(template.output()).hasContent("backend redis\n weight 50");
        assertThat(node.reloaded).hasSize(1);
        assertThat(node.told()).isEmpty();
    }

    @Test
    void twoFilesOfHaproxyAreOneReloadWithTheCommandThatThereIs() throws IOException {
        node.template("a.cfg", OutputsFixture.SOURCE);
        Template withCommand = node.template("b.cfg", OutputsFixture.SOURCE, List.of(), List.of("true"));

        node.apply();
        assertThat(node.reloaded).containsExactly(withCommand);
        node.model = TestModels.model(100, "redis", "mail");
        node.apply();

        assertThat(node.reloaded).containsExactly(withCommand, withCommand);
        assertThat(node.events.getLast().duration()).contains(Duration.ofMillis(7));
        assertThat(node.events.getLast().reason().orElseThrow()).endsWith(": 2 lines added, 0 removed");
    }

    @Test
    void equalCommandsRunOnceAndTraefikNeedsNone() throws IOException {
        Template one = node.template("a.conf", OutputsFixture.SOURCE, List.of(), List.of("kick"));
        node.template("b.conf", OutputsFixture.SOURCE, List.of(), List.of("kick"));
        Template other = node.template("c.conf", OutputsFixture.SOURCE, List.of(), List.of("kick", "hard"));
        node.template("traefik/d.yaml", OutputsFixture.SOURCE);

        assertThat(node.all()).extracting(OutputStatus::state).containsOnly(State.LIVE);

        assertThat(node.reloaded).containsExactly(one, other);
        node.model = TestModels.model(50, "redis");
        node.all();
        assertThat(node.reloaded).as("states are in the text of others").containsExactly(one, other, one, other);
    }

    @Test
    void aReloadThatFailsPutsBothFilesBackAndKeepsWhatWasRefused() throws IOException {
        Template a = node.template("a.cfg", OutputsFixture.SOURCE);
        Template b = node.template("b.cfg", "# b\n" + OutputsFixture.SOURCE);
        node.apply();
        node.told();
        node.outcome = new Outcome.Failed("cannot bind :80");
        node.model = TestModels.model(100, "redis", "mail");

        List<OutputStatus> statuses = node.all();

        assertThat(statuses).extracting(OutputStatus::state).containsOnly(State.FAILED);
        assertThat(a.output()).hasContent("backend redis\n weight 100");
        assertThat(b.output()).hasContent("# b\nbackend redis\n weight 100");
        String reason = node.reason("reload_failed");
        assertThat(reason)
                .startsWith(a.output() + ": was not made live: cannot bind :80; the old file is back")
                .doesNotContain("refused it");
        assertThat(Path.of(reason.substring(reason.lastIndexOf(' ') + 1)))
                .content()
                .contains("backend mail");
        assertThat(node.told()).containsExactly("reload_failed", "reload_failed");
        assertThat(node.history(a)).hasSize(1);
    }

    @Test
    void whatFailedIsTriedAgainAfterAWhileThatDoublesAndAnotherStructureAtOnce() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.outcome = new Outcome.Failed("no");
        node.model = TestModels.model(100, "redis", "mail");
        node.apply();
        node.reloaded.clear();
        node.told();

        assertThat(triesWithin(Duration.ofMinutes(30)))
                .containsExactly(10L, 30L, 70L, 150L, 310L, 610L, 910L, 1210L, 1510L);
        node.model = TestModels.model(50, "redis", "mail");
        node.reloaded.clear();
        node.apply();
        assertThat(node.reloaded).as("the same structure").isEmpty();
        assertThat(node.apply().state()).isEqualTo(State.FAILED);
        assertThat(node.told()).as("told once").isEmpty();

        node.outcome = new Outcome.Live(Duration.ZERO);
        node.model = TestModels.model(50, "redis", "web");
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.told()).containsExactly("output_written");
        assertThat(template.output()).content().contains("backend web");
    }

    private List<Long> triesWithin(Duration time) {
        List<Long> tries = new java.util.ArrayList<>();
        for (long second = 5; second <= time.toSeconds(); second += 5) {
            node.later(Duration.ofSeconds(5));
            node.reloaded.clear();
            node.apply();
            if (!node.reloaded.isEmpty()) {
                tries.add(second);
            }
        }
        return tries;
    }

    @Test
    void aFileThatIsNewIsGoneAgainWhenItsReloadFails() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.outcome = new Outcome.Failed("no");

        assertThat(node.apply().state()).isEqualTo(State.FAILED);

        assertThat(template.output()).doesNotExist();
    }

    @Test
    void aFileThatWasAdoptedIsTheOperatorsAgainWhenItsReloadFails() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "of the operator");
        node.outcome = new Outcome.Failed("no");

        node.apply();
        assertThat(template.output()).hasContent("of the operator");
        node.later(Duration.ofSeconds(11));
        node.apply();

        assertThat(template.output()).hasContent("of the operator");
        assertThat(node.told()).containsExactly("output_adopted", "reload_failed");
        node.later(Duration.ofSeconds(21));
        node.outcome = new Outcome.Live(Duration.ZERO);
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.history(template)).hasSize(2);
    }

    @Test
    void aProxyThatDoesNotRunReadsTheFileWhenItStarts() throws IOException {
        node.template("a.cfg", OutputsFixture.SOURCE);
        node.outcome = new Outcome.Idle("HAProxy does not run");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        node.later(Duration.ofMinutes(10));
        node.apply();

        assertThat(node.reloaded).hasSize(1);
    }

    @Test
    void aProxyThatRunsWithoutTheFileIsPendingAndStatesGoOn() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        node.outcome = new Outcome.Idle("no master_socket is configured", true);
        node.model = TestModels.model(100, "redis", "mail");

        OutputStatus status = node.apply();
        assertThat(status.state()).isEqualTo(State.PENDING);
        assertThat(status.reason().orElseThrow()).contains("no master_socket is configured", "reload it");
        node.model = TestModels.model(50, "redis", "mail");
        assertThat(node.apply().state()).isEqualTo(State.PENDING);

        assertThat(template.output()).content().contains("backend mail\n weight 50");
        assertThat(node.reloaded).hasSize(2);
        assertThat(node.told()).containsExactly("output_pending");
        node.later(Duration.ofSeconds(10));
        node.outcome = new Outcome.Live(Duration.ofMillis(9));
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.reason("output_recovered")).isEqualTo(template.output() + ": its proxy runs it now");
        assertThat(node.told()).as("nothing was written").containsExactly("output_recovered");
    }

    @Test
    void aPendingFileThatItsProxyThenRefusesGivesWayToTheLastOneThatWasLive() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.outcome = new Outcome.Idle("no way", true);
        node.model = TestModels.model(100, "redis", "mail");
        node.apply();
        node.later(Duration.ofSeconds(10));
        node.outcome = new Outcome.Failed("no");

        assertThat(node.apply().state()).isEqualTo(State.FAILED);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
    }

    @Test
    void aFileThatItsProxyWasNotStartedWithIsNotLiveAndNotReloadedAgain() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.missing =
                List.of("frontend fe:redis", "backend redis", "backend 3", "backend 4", "backend 5", "backend 6");

        OutputStatus status = node.apply();
        assertThat(status.state()).isEqualTo(State.PENDING);
        assertThat(status.reason().orElseThrow())
                .isEqualTo(template.output()
                        + ": is written, but HAProxy does not run this file: it has no frontend fe:redis, backend redis,"
                        + " backend 3, backend 4, backend 5 and 1 more; start it with -f " + template.output());
        node.later(Duration.ofMinutes(10));
        node.model = TestModels.model(50, "redis");
        assertThat(node.apply().state()).isEqualTo(State.PENDING);
        assertThat(node.reloaded).hasSize(1);
        assertThat(node.told()).containsExactly("output_not_run");

        node.missing = List.of();
        assertThat(node.apply().state()).as("it was started with it").isEqualTo(State.LIVE);
        assertThat(node.reloaded).hasSize(1);
        assertThat(node.told()).containsExactly("output_recovered");
    }

    @Test
    void aReloadThatWasCutShortIsDoneAtTheNextStartAndItsFileIsNotTheOldOneUntilThen() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        node.outcome = new Outcome.Cut();
        node.model = TestModels.model(100, "redis", "cut");
        assertThat(node.apply().state()).isEqualTo(State.PENDING);
        assertThat(node.reason("output_pending")).contains("was cut short", "Outrider is stopping");
        assertThat(template.output()).content().contains("backend cut");

        node.restart();
        node.outcome = new Outcome.Failed("no");
        node.model = TestModels.model(100, "redis", "refused");
        assertThat(node.apply().state()).isEqualTo(State.FAILED);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
        node.later(Duration.ofMinutes(1));
        node.outcome = new Outcome.Live(Duration.ZERO);
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
    }

    @Test
    void aCrashDuringAReloadLeavesAFileThatIsKnownAsUnproven() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.crash = true;
        node.model = TestModels.model(100, "redis", "crashed");
        assertThatThrownBy(node::apply).hasMessage("crashed");
        assertThat(template.output()).content().contains("backend crashed");

        node.crash = false;
        node.restart();
        node.outcome = new Outcome.Failed("no");
        node.model = TestModels.model(100, "redis", "refused");
        assertThat(node.apply().state()).isEqualTo(State.FAILED);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
    }

    @Test
    void whatIsLiveAgainWithoutAWritingIsNotToldAsWritten() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.outcome = new Outcome.Failed("no");
        node.model = TestModels.model(100, "redis", "mail");
        node.apply();
        node.told();

        node.model = TestModels.model(100, "redis");
        assertThat(node.apply().state()).isEqualTo(State.LIVE);

        assertThat(node.reason("output_recovered"))
                .isEqualTo(template.output() + ": what is rendered is what it has, so that nothing was written");
        assertThat(node.told()).containsExactly("output_recovered");
    }

    @Test
    void theUsersCommandIsTheReloadOfOthers() throws IOException {
        Template template = new Template(
                "in",
                directory.resolve("a.conf"),
                List.of(),
                List.of("sh", "-c", "echo \"$OUTRIDER_OUTPUT\" >&2; exit 3"));

        assertThat(new CommandReload(new Commands(), Duration.ofSeconds(5)).reload(template))
                .isEqualTo(new Outcome.Failed("the reload command sh ended with 3: " + template.output()));
    }

    @Test
    void haproxysCommandIsTheReloadOfItsOtherFilesAlsoWhenTheFileThatHasItIsBroken() throws IOException {
        Template withCommand = node.template("a.cfg", "{nothing}", List.of(), List.of("kick"));
        node.template("b.cfg", OutputsFixture.SOURCE);

        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.REJECTED, State.LIVE);

        assertThat(node.reloaded).containsExactly(withCommand);
    }

    @Test
    void aFileOfHaproxyThatNeededNoReloadIsPutBackToAndThenWrittenAlone() throws IOException {
        Template states = node.template("a.cfg", "{#for s in tcp}{#for v in s.servers} {v.weight}{/for}{/for}");
        Template structure = node.template("b.cfg", "{#for s in tcp}{s.name}{/for}");
        node.apply();
        node.outcome = new Outcome.Failed("no");
        node.model = TestModels.model(50, "redis", "mail");

        node.apply();
        assertThat(states.output()).hasContent(" 100");
        assertThat(structure.output()).hasContent("redis");
        node.later(Duration.ofSeconds(9));
        node.model = TestModels.model(60, "redis", "mail");
        node.reloaded.clear();
        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.LIVE, State.FAILED);

        assertThat(states.output()).hasContent(" 60 60");
        assertThat(structure.output()).hasContent("redis");
        assertThat(node.reloaded).isEmpty();
    }
}
