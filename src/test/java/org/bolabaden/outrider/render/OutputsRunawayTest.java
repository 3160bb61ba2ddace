package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.OutputStatus.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A template that runs away, or sets off a bug, costs its own output and is named. */
class OutputsRunawayTest {
    private static final String RUNAWAY = "{#for a in 1000}{#for b in 1000}{b}{/for}{/for}";

    @TempDir
    Path directory;

    private OutputsFixture node;

    @BeforeEach
    void node() throws IOException {
        node = new OutputsFixture(directory);
        node.rendering = new RenderLimits(1 << 20, Duration.ofMinutes(5));
        node.restart();
    }

    private double failures() {
        return node.meters
                .get("outrider.render")
                .tags("template", "a.cfg.tmpl", "result", "failure")
                .counter()
                .count();
    }

    @Test
    void aRunawayTemplateIsRejectedItsFileStaysAndTheOthersGoOn() throws IOException {
        Template bad = node.template("a.cfg", OutputsFixture.SOURCE);
        Template good = node.template("b.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        Files.writeString(Path.of(bad.input()), RUNAWAY);
        node.model = TestModels.model(50, "redis");

        List<OutputStatus> statuses = node.all();

        assertThat(statuses).extracting(OutputStatus::state).containsExactly(State.REJECTED, State.LIVE);
        assertThat(bad.output()).hasContent("backend redis\n weight 100");
        assertThat(good.output()).hasContent("backend redis\n weight 50");
        assertThat(node.reason("output_rejected"))
                .startsWith(bad.output() + ": " + bad.input() + ":1:")
                .contains("exceeds 1 MiB")
                .endsWith(bad.output() + " stays as it is");
    }

    @Test
    void aRunawayTemplateIsLeftAloneForAWhile() throws IOException {
        node.template("a.cfg", RUNAWAY);
        node.apply();

        assertThat(node.apply().state()).isEqualTo(State.REJECTED);
        assertThat(failures()).isEqualTo(1);

        node.later(Duration.ofSeconds(11));
        node.apply();
        assertThat(failures()).isEqualTo(2);

        node.later(Duration.ofSeconds(11));
        node.apply();
        assertThat(failures()).as("the pause has doubled").isEqualTo(2);

        node.force();
        assertThat(failures()).isEqualTo(3);
    }

    @Test
    void aRunawayTemplateThatIsMendedIsRenderedAtOnce() throws IOException {
        Template template = node.template("a.cfg", RUNAWAY);
        node.apply();

        Files.writeString(Path.of(template.input()), OutputsFixture.SOURCE);

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
    }

    @Test
    void aRunawayTemplateWhoseIncludedFileIsMendedIsRenderedAtOnce() throws IOException {
        Files.writeString(directory.resolve("part"), RUNAWAY);
        node.template("a.cfg", "{#include part /}");
        assertThat(node.apply().state()).isEqualTo(State.REJECTED);

        Files.writeString(directory.resolve("part"), "# fine\n");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
    }

    @Test
    void anotherRegistryIsRenderedAtOnce() throws IOException {
        node.template("a.cfg", "{#if registry == 'abc'}" + RUNAWAY + "{/if}");
        assertThat(node.apply().state()).isEqualTo(State.REJECTED);

        Model old = node.model;
        node.model = new Model(old.version(), "def", old.node(), old.haproxy(), old.traefik(), old.http(), old.tcp());

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
    }

    @Test
    void aBugInAReloadIsBlamedOnTheOutputThatWasReloaded() throws IOException {
        Template reloaded = node.template("a.cfg", OutputsFixture.SOURCE);
        node.template("b.txt", "never changes");
        node.apply();
        node.crash = true;
        node.model = TestModels.model(100, "redis", "mail");

        assertThatThrownBy(node::apply).hasMessage("crashed");

        assertThat(node.inHand()).isEqualTo(reloaded.input() + " for " + reloaded.output());
    }

    @Test
    void aBugInACheckIsBlamedOnTheOutputsThatWereChecked() throws IOException {
        Template checked = node.template("a.cfg", OutputsFixture.SOURCE);
        node.template("b.txt", "never changes");
        node.apply();
        node.checks.put(Proxy.HAPROXY, candidates -> {
            throw new IllegalStateException("crashed");
        });
        node.restart();
        node.model = TestModels.model(100, "redis", "mail");

        assertThatThrownBy(node::apply).hasMessage("crashed");

        assertThat(node.inHand()).isEqualTo(checked.input() + " for " + checked.output());
    }
}
