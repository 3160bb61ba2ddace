package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.OutputStatus.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsFaultsTest {
    @TempDir
    Path directory;

    private OutputsFixture node;

    @BeforeEach
    void node() throws IOException {
        node = new OutputsFixture(directory);
    }

    @Test
    void aDirectoryThatIsMissingFailsItsOutputAloneUntilItIsThere() throws IOException {
        Template missing = node.template("gone/a.cfg", OutputsFixture.SOURCE);
        Template good = node.template("b.cfg", OutputsFixture.SOURCE);

        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.FAILED, State.LIVE);

        assertThat(good.output()).exists();
        assertThat(node.reason("output_not_written"))
                .isEqualTo(missing.output() + ": cannot be written: no such file or directory; make the directory "
                        + missing.output().getParent());
        node.told();
        Files.createDirectory(missing.output().getParent());
        node.later(Duration.ofSeconds(10));
        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        assertThat(node.told()).containsExactly("output_written");
    }

    @Test
    void aFullDiskLeavesTheOldFileWhole() throws Exception {
        try (SmallDisk disk = SmallDisk.on(directory.resolve("disk"))) {
            Template template = node.template("disk/a.cfg", OutputsFixture.SOURCE);
            Template other = node.template("b.cfg", OutputsFixture.SOURCE);
            node.apply();
            node.told();
            Files.write(disk.at().resolve("fill"), new byte[56 << 10]);
            Files.writeString(Path.of(template.input()), "#".repeat(20_000));
            node.model = TestModels.model(50, "redis");

            assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.FAILED, State.LIVE);

            assertThat(template.output()).hasContent("backend redis\n weight 100");
            assertThat(other.output()).hasContent("backend redis\n weight 50");
            assertThat(node.reason("output_not_written")).contains("No space left", "make room");
            assertThat(disk.at())
                    .isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
            Files.delete(disk.at().resolve("fill"));
            node.later(Duration.ofSeconds(10));
            assertThat(node.apply().state()).isEqualTo(State.LIVE);
        }
    }

    @Test
    void aReadOnlyFileSystemLeavesTheOldFileAndIsToldOnce() throws Exception {
        try (SmallDisk disk = SmallDisk.on(directory.resolve("disk"))) {
            Template template = node.template("disk/a.cfg", OutputsFixture.SOURCE);
            node.apply();
            node.told();
            disk.readOnly(true);
            node.model = TestModels.model(50, "redis");

            assertThat(node.apply().state()).isEqualTo(State.FAILED);
            node.later(Duration.ofSeconds(60));
            assertThat(node.apply().state()).isEqualTo(State.FAILED);

            assertThat(template.output()).hasContent("backend redis\n weight 100");
            assertThat(node.reason("output_not_written")).contains("Read-only file system", "mount its file system");
            assertThat(node.told()).containsExactly("output_not_written");
            disk.readOnly(false);
            node.later(Duration.ofSeconds(60));
            assertThat(node.apply().state()).isEqualTo(State.LIVE);
        }
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenStopsNoOutput() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where the directory should be");
        Template template = node.template("a.cfg", OutputsFixture.SOURCE);
        Files.writeString(template.output(), "of the operator");

        assertThat(node.apply().state()).isEqualTo(State.LIVE);
        node.model = TestModels.model(50, "redis");
        node.apply();

        assertThat(template.output()).hasContent("backend redis\n weight 50");
        assertThat(node.reloaded).as("this process remembers what is live").hasSize(1);
        assertThat(node.reason("output_adopted")).endsWith("not kept, because state_dir cannot be written");
        assertThat(node.told()).containsOnlyOnce("state_not_written");
        Files.writeString(template.output(), "by hand");
        assertThat(node.apply().state()).isEqualTo(State.HELD);
    }

    @Test
    void aValidateCommandThatHangsIsKilledWithItsChildrenAndRejectsTheCandidate() throws Exception {
        node.limit = Duration.ofMillis(500);
        node.restart();
        Path pids = directory.resolve("pids");
        Path script = Files.writeString(
                directory.resolve("hang"), "#!/bin/sh\nsleep 300 &\necho $$ $! > '" + pids + "'\nwait\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Template template = node.template("a.cfg", OutputsFixture.SOURCE, List.of(script.toString(), "%s"), List.of());

        assertThat(node.apply().state()).isEqualTo(State.REJECTED);

        assertThat(template.output()).doesNotExist();
        assertThat(node.reason("output_rejected")).contains("did not end within 0.5 s and was killed");
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            org.awaitility.Awaitility.await()
                    .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @Test
    void whatAValidateCommandSaysIsTheReasonWithTheOutputsName() throws IOException {
        Template template = node.template(
                "a.cfg",
                OutputsFixture.SOURCE,
                List.of(
                        "sh",
                        "-c",
                        "echo \"$1:2: bad in $OUTRIDER_OUTPUT\"; test -s \"$OUTRIDER_CANDIDATE\" && exit 4",
                        "x",
                        "{}"),
                List.of());
        Files.writeString(template.output(), "old");

        assertThat(node.apply().state()).isEqualTo(State.REJECTED);
        node.later(Duration.ofSeconds(60));
        node.apply();

        assertThat(template.output()).hasContent("old");
        assertThat(node.reason("output_rejected"))
                .contains("validate (sh) ended with 4; " + template.output() + ":2: bad in " + template.output())
                .contains("the refused text is kept as " + node.stateDir);
        assertThat(node.told()).containsExactly("output_rejected");
        assertThat(node.checked)
                .as("a user's own .cfg is judged by its command alone")
                .isEmpty();
    }

    @Test
    void theCandidatesPathReplacesEveryWordMadeForIt() {
        Template template = new Template(
                "in",
                Path.of("/etc/a.cfg"),
                List.of("/bin/check", "-f", "%s", "--in={}", "/etc/a.cfg", "/etc/a.cfg.d"),
                List.of());

        assertThat(Validation.words(template, Path.of("/etc/.a.new")))
                .containsExactly("/bin/check", "-f", "/etc/.a.new", "--in=/etc/.a.new", "/etc/.a.new", "/etc/a.cfg.d");
    }

    @Test
    void aCandidateThatACheckRefusesNeverReplacesItsOutputAndIsCheckedAgainAfterAWhile() throws IOException {
        Template template = node.template("traefik/a.yaml", OutputsFixture.SOURCE);
        node.apply();
        node.told();
        node.checked.clear();
        node.problems = List.of("unknown field");
        node.model = TestModels.model(50, "redis");

        assertThat(node.apply().state()).isEqualTo(State.REJECTED);
        node.apply();
        assertThat(node.checked).hasSize(1);
        assertThat(template.output()).hasContent("backend redis\n weight 100");
        node.later(Duration.ofSeconds(10));
        node.apply();
        assertThat(node.checked).hasSize(2);
        assertThat(node.told()).containsExactly("output_rejected");
        node.problems = List.of();
        node.model = TestModels.model(60, "redis");
        assertThat(node.apply().state()).as("another text is tried at once").isEqualTo(State.LIVE);
    }

    @Test
    void oneBadFileDoesNotHoldBackTheOthersOfItsProxy() throws IOException {
        node.checks.put(
                Proxy.TRAEFIK,
                candidates -> candidates.stream()
                        .filter(candidate -> candidate.text().contains("bad"))
                        .map(candidate -> candidate.file() + ": is bad")
                        .toList());
        node.restart();
        Template bad = node.template("traefik/a.yaml", "bad");
        Template good = node.template("traefik/b.yaml", OutputsFixture.SOURCE);

        assertThat(node.all()).extracting(OutputStatus::state).containsExactly(State.REJECTED, State.LIVE);

        assertThat(bad.output()).doesNotExist();
        assertThat(good.output()).exists();
        assertThat(node.reason("output_rejected")).contains(bad.output() + ": is bad");
    }

    @Test
    void builtInFilesThatStayAreShownToTheCheckWithThoseThatChange() throws IOException {
        Template builtin = node.add(
                new Template("builtin:traefik-http", directory.resolve("traefik/http.yaml"), List.of(), List.of()));
        Template user = node.template("traefik/b.yaml", OutputsFixture.SOURCE);
        node.apply();
        node.checked.clear();
        Files.writeString(Path.of(user.input()), "changed");

        node.apply();

        assertThat(node.checked).singleElement().satisfies(candidates -> {
            assertThat(candidates).extracting(Candidate::template).containsExactly(user, builtin);
            assertThat(candidates.getLast().file()).isEqualTo(builtin.output());
        });
    }

    @Test
    void anEditDuringTheCheckIsNotOverwritten() throws IOException {
        Template template = node.template("traefik/a.yaml", OutputsFixture.SOURCE);
        node.apply();
        node.checks.put(Proxy.TRAEFIK, candidates -> {
            try {
                Files.writeString(template.output(), "by hand");
            } catch (IOException full) {
                return List.of(full.toString());
            }
            return List.of();
        });
        node.restart();
        node.model = TestModels.model(50, "redis");

        assertThat(node.apply().state()).isEqualTo(State.FAILED);
        assertThat(template.output()).hasContent("by hand");
        assertThat(node.apply().state()).isEqualTo(State.HELD);
    }

    @Test
    void aStateDirectoryThatFillsUpDoesNotMakeOurFileLookLikeSomebodyElsesLater() throws Exception {
        try (SmallDisk disk = SmallDisk.on(directory.resolve("state"))) {
            Template template = node.template("a.cfg", OutputsFixture.SOURCE);
            node.apply();
            Files.writeString(Path.of(template.input()), "#".repeat(60_000) + OutputsFixture.SOURCE);
            node.model = TestModels.model(50, "redis");
            fill(disk);

            assertThat(node.apply().state()).isEqualTo(State.LIVE);
            assertThat(node.told()).contains("state_not_written");
            node.restart();
            node.model = TestModels.model(60, "redis");

            assertThat(node.apply().state()).isEqualTo(State.LIVE);
            assertThat(template.output()).content().contains("weight 60");
        }
    }

    private static void fill(SmallDisk disk) {
        try (var out = Files.newOutputStream(disk.at().resolve("fill"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
