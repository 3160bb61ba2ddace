package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.OutputStatus.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
    @TempDir
    Path directory;

    private OutputsFixture node;

    @BeforeEach
    void node() throws IOException {
        node = new OutputsFixture(directory);
    }

    private double count(String template, String result) {
        return node.meters
                .get("outrider.render")
                .tags("template", template, "result", result)
                .counter()
                .count();
    }

    private static List<Path> hidden(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    @Test
    void anOutputIsWrittenOnceAndThenLeftAlone() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(template.output()).hasContent("backend redis\n weight 100");
        assertThat(Files.getPosixFilePermissions(template.output()))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(node.reason("output_written")).isEqualTo(template.output() + ": new, 2 lines");
        assertThat(node.told()).containsExactly("output_written");
        var written = Files.getLastModifiedTime(template.output());
        Object inode = Files.getAttribute(template.output(), "unix:ino");

        node.later(Duration.ofSeconds(10));
        OutputStatus status = node.apply();

        assertThat(status.state()).isEqualTo(State.LIVE);
        assertThat(status.since()).isEqualTo(node.now.minusSeconds(10));
        assertThat(Files.getLastModifiedTime(template.output())).isEqualTo(written);
        assertThat(Files.getAttribute(template.output(), "unix:ino")).isEqualTo(inode);
        assertThat(node.told()).isEmpty();
        assertThat(count("a.cfg.tmpl", "success")).isEqualTo(1);
        assertThat(count("a.cfg.tmpl", "unchanged")).isEqualTo(1);
    }

    @Test
    void aRestartNeitherWritesNorReloadsWhatIsThere() throws IOException {
        node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.reloaded.clear();
        node.told();

        node.restart();

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.reloaded).isEmpty();
        assertThat(node.told()).isEmpty();
    }

    @Test
    void aTemplateWithAMistakeIsRejectedAloneAndItsOldFileStays() throws IOException {
        Template bad = node.template("a.cfg", OutputsFixture.SOURCE);
        Template good = node.template("b.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        Files.writeString(Path.of(bad.input()), "{tcp.nothing}");
        node.model = TestModels.model(50, "redis");

        List<OutputStatus> statuses = node.all();

        assertThat(statuses).extracting(OutputStatus::state).containsExactly(State.REJECTED, State.LIVE);
        assertThat(bad.output()).hasContent("backend redis\n weight 100");
        assertThat(good.output()).hasContent("backend redis\n weight 50");
        assertThat(node.reason("output_rejected"))
                .startsWith(bad.output() + ": " + bad.input() + ":1:")
                .endsWith(bad.output() + " stays as it is");
        node.all();
        assertThat(node.told()).containsExactly("output_rejected");
        assertThat(count("a.cfg.tmpl", "failure")).isEqualTo(2);
    }

    @Test
    void theLastGoodContentComesBackWhenTheFileIsMissingAndItsTemplateIsBroken() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.model = TestModels.model(70, "redis");
        node.apply();
        Files.writeString(Path.of(template.input()), "{tcp.nothing}");
        Files.delete(template.output());
        node.restart();
        node.told();

        assertThat(node.apply().state()).isEqualTo(State.REJECTED);

        assertThat(template.output()).hasContent("backend redis\n weight 70");
        assertThat(node.told()).containsExactly("output_rejected", "output_restored");
    }

    @Test
    void anEditBySomebodyElseIsHeldAndOverwrittenOnlyByForce() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        Files.writeString(template.output(), "by hand");
        node.model = TestModels.model(50, "redis", "mail");

        assertThat(node.apply().state()).isEqualTo(State.HELD);
        assertThat(node.reason("output_edited"))
                .contains(template.output().toString(), "delete it", "outrider render --force");
        node.apply();
        node.restart();
        node.events.clear();
        assertThat(node.apply().state()).isEqualTo(State.HELD);
        assertThat(template.output()).hasContent("by hand");
        assertThat(node.history(template)).anySatisfy(file -> assertThat(file).hasContent("by hand"));
        assertThat(node.told()).containsExactly("output_edited");
        node.reloaded.clear();

        assertThat(node.force().state()).isEqualTo(State.LIVE);

        assertThat(template.output()).hasContent("backend redis\n weight 50\nbackend mail\n weight 50");
        assertThat(node.told()).containsExactly("output_overwritten", "output_written");
        assertThat(node.reloaded).hasSize(1);
    }

    @Test
    void aHeldFileThatIsDeletedIsWrittenAnewAndReloadedForItsProxyMayHaveReadTheEdit() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        Files.writeString(template.output(), "by hand");
        node.apply();
        node.reloaded.clear();
        node.told();
        Files.delete(template.output());

        assertThat(node.apply().state()).isEqualTo(State.LIVE);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
        assertThat(node.reloaded).hasSize(1);
        assertThat(node.told()).containsExactly("output_written");
    }

    @Test
    void whatWasThereBeforeUsIsAdoptedAndACopyKept() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "of the operator");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
        Path copy = node.history(template).getLast();
        assertThat(copy).hasContent("of the operator");
        assertThat(copy.getFileName().toString()).isEqualTo("0001-2026-11-22T21-00-00Z.cfg");
        assertThat(node.reason("output_adopted")).endsWith("kept as " + copy);
        assertThat(node.told()).containsExactly("output_adopted", "output_written");
    }

    @Test
    void whatWasThereBeforeUsIsHeldWhileItDefinesWhatWouldBeLost() throws IOException {
        node.checks.put(Proxy.HAPROXY, losing("frontend stats"));
        node.restart();
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "frontend stats\n");

        assertThat(node.apply().state()).isEqualTo(State.HELD);
        assertThat(node.reason("output_not_adopted"))
                .contains(template.output().toString(), "frontend stats", "second -f", "outrider render --force");
        node.restart();
        node.events.clear();
        assertThat(node.apply().state()).isEqualTo(State.HELD);
        assertThat(template.output()).hasContent("frontend stats");
        assertThat(node.told()).containsExactly("output_not_adopted");
        assertThat(node.reloaded).isEmpty();

        Files.writeString(template.output(), "global\n");
        assertThat(node.apply().state()).isEqualTo(State.LIVE);

        assertThat(template.output()).hasContent("backend redis\n weight 100");
        assertThat(node.told()).containsExactly("output_adopted", "output_written");
        assertThat(node.reloaded).hasSize(1);
    }

    @Test
    void forceReplacesWhatWasThereBeforeUsAndKeepsACopy() throws IOException {
        node.checks.put(Proxy.HAPROXY, losing("frontend stats"));
        node.restart();
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "frontend stats\n");
        node.apply();
        node.told();

        assertThat(node.force().state()).isEqualTo(State.LIVE);

        assertThat(node.history(template)).anySatisfy(copy -> {
            assertThat(copy).hasContent("frontend stats");
            assertThat(node.reason("output_adopted")).endsWith("kept as " + copy);
        });
        assertThat(node.told()).containsExactly("output_adopted", "output_written");
    }

    private static OutputCheck losing(String section) {
        return new OutputCheck() {
            @Override
            public List<String> problems(List<Candidate> candidates) {
                return List.of();
            }

            @Override
            public List<String> lost(String before, String after) {
                return before.contains(section) ? List.of(section) : List.of();
            }
        };
    }

    @Test
    void aFileThatIsThereAsRenderedIsTakenOverWithoutAReload() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "backend redis\n weight 100\n");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.reloaded).isEmpty();

        Files.writeString(template.output(), "by hand");
        assertThat(node.apply().state()).isEqualTo(State.HELD);
    }

    @Test
    void aCrashBeforeTheCommitLeavesNothingThatAProxyReads() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        AtomicFile.prepare(template.output(), new byte[] {1});
        assertThat(hidden(directory)).hasSize(1);

        node.apply();

        assertThat(hidden(directory)).isEmpty();
    }

    @Test
    void aCrashRightAfterTheCommitDoesNotMakeOurFileLookLikeSomebodyElses() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        node.crash = true;
        node.model = TestModels.model(100, "redis", "mail");
        assertThatThrownBy(node::apply).hasMessage("crashed");
        assertThat(template.output()).content().contains("backend mail");

        node.crash = false;
        node.reloaded.clear();
        node.restart();
        node.model = TestModels.model(50, "redis", "mail");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.reloaded).as("the crash came before the reload").hasSize(1);
        assertThat(template.output()).content().contains("weight 50");
    }

    @Test
    void anEditThatIsOverwrittenAtOnceIsReloadedForItsProxyMayHaveReadIt() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        node.apply();
        Files.writeString(template.output(), "by hand");
        node.reloaded.clear();

        assertThat(node.force().state()).isEqualTo(State.LIVE);

        assertThat(node.reloaded).hasSize(1);
    }

    @Test
    void historyIsBoundedAndStatesAloneDoNotFillIt() throws IOException {
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        for (int i = 0; i < 15; i++) {
            node.later(Duration.ofSeconds(1));
            node.model = TestModels.model(i, "redis", "s" + i);
            node.apply();
            node.model = TestModels.model(i + 100, "redis", "s" + i);
            node.apply();
        }

        List<Path> history = node.history(template);
        assertThat(history).hasSize(10);
        assertThat(history.getFirst()).hasContent("backend redis\n weight 114\nbackend s14\n weight 114");
        assertThat(history.getFirst().getFileName().toString()).startsWith("0015-");
        try (Stream<Path> kept = Files.list(history.getFirst().getParent())) {
            assertThat(kept.filter(file -> file.toString().endsWith(".cfg"))).hasSize(10);
        }
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real")).resolve("a.cfg");
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.createSymbolicLink(template.output(), real);

        node.apply();

        assertThat(template.output()).isSymbolicLink();
        assertThat(real).hasContent("backend redis\n weight 100");
    }

    @Test
    void previewShowsTextsAndProblemsAndChangesNothing() throws IOException {
        Template good = node.template("not/there/a.txt", OutputsFixture.SOURCE);
        Template bad = node.template("b.cfg", "{nothing}");
        Template checked = node.template("traefik/c.yaml", OutputsFixture.SOURCE);
        Files.writeString(checked.output(), "old\n");
        node.problems = List.of("c: wrong");

        List<Preview> previews = node.preview();

        assertThat(previews).extracting(Preview::template).containsExactly(good, bad, checked);
        assertThat(previews.get(0).text()).contains("backend redis\n weight 100\n");
        assertThat(previews.get(0).problems()).isEmpty();
        assertThat(previews.get(1).text()).isEmpty();
        assertThat(previews.get(1).problems()).singleElement().asString().startsWith(bad.input() + ":1:");
        assertThat(previews.get(2).problems()).containsExactly("c: wrong");
        assertThat(previews.get(2).diff()).contains("-old\n", "+backend redis\n");
        assertThat(node.checked.getFirst().getFirst().file()).doesNotExist();
        assertThat(checked.output()).hasContent("old");
        assertThat(directory.resolve("not")).doesNotExist();
        assertThat(directory.resolve("state")).doesNotExist();
        assertThat(node.told()).isEmpty();
    }
}
