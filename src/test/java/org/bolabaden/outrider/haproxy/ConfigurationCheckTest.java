package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.render.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationCheckTest {
    private static final String DEFAULTS = "defaults\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n";
    private static final String GOOD = DEFAULTS + "frontend in\n  bind 127.0.0.1:8080\n  default_backend pool\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void filesThatReferToEachOtherAreJudgedTogether(HaproxyVersion version) {
        Candidates candidates = new Candidates(directory);
        Candidate in = candidates.builtin("in.cfg", GOOD);

        assertThat(check(version).problems(List.of(in, candidates.builtin("pool.cfg", "backend pool\n"))))
                .isEmpty();
        assertThat(check(version).problems(List.of(in)))
                .singleElement()
                .asString()
                .contains("pool")
                .doesNotContain("candidate", "\n", "ALERT");
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsToldWithItsPlaceInTheOutput(HaproxyVersion version) {
        Candidate bad = new Candidates(directory)
                .builtin("bad.cfg", DEFAULTS + "backend a\n  bogus\n  server x 1.2.3.4:99999\n");

        List<String> problems = check(version).problems(List.of(bad));

        assertThat(problems)
                .anyMatch(problem -> problem.startsWith(directory.resolve("bad.cfg") + ":6: unknown keyword 'bogus'"))
                .allMatch(problem -> !problem.contains("\n") && !problem.contains("Fatal errors"))
                .hasSizeBetween(1, 3);
    }

    @Test
    void aHundredFaultsAreToldAsTen() {
        String text = DEFAULTS + "backend a\n" + "  bogus\n".repeat(100);

        assertThat(check(HaproxyVersion.V2_6).problems(List.of(new Candidates(directory).builtin("bad.cfg", text))))
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void warningsAloneAreNoProblemAndNothingToListenOnIsNone() {
        Candidates candidates = new Candidates(directory);

        assertThat(check(HaproxyVersion.V2_6)
                        .problems(List.of(candidates.builtin("a.cfg", "backend a\n  mode http\n"))))
                .isEmpty();
        assertThat(check(HaproxyVersion.V2_6).problems(List.of(candidates.builtin("b.cfg", DEFAULTS))))
                .isEmpty();
    }

    @Test
    void aTemplateWithItsOwnJudgeIsLeftToIt() {
        assertThat(check(HaproxyVersion.V2_6)
                        .problems(List.of(new Candidates(directory).judgedByCommand("own.cfg", "bogus"))))
                .isEmpty();
    }

    @Test
    void aMissingProgramIsOneLineThatNamesTheRemedy() {
        ConfigurationCheck check = new ConfigurationCheck(
                new Commands(), Duration.ofSeconds(5), Optional.of(directory.resolve("haproxy")));

        assertThat(check.problems(List.of(new Candidates(directory).builtin("a.cfg", GOOD))))
                .singleElement()
                .asString()
                .startsWith(directory.resolve("a.cfg").toString())
                .contains("install haproxy", "templates[].validate");
    }

    @Test
    void aProgramThatHangsIsKilledInTime() throws Exception {
        Path program = Files.writeString(directory.resolve("haproxy"), "#!/bin/sh\nsleep 60\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        ConfigurationCheck check = new ConfigurationCheck(new Commands(), Duration.ofMillis(200), Optional.of(program));

        assertThat(check.problems(List.of(new Candidates(directory).builtin("a.cfg", GOOD))))
                .singleElement()
                .asString()
                .contains("did not end within 200 ms");
    }

    private static ConfigurationCheck check(HaproxyVersion version) {
        return new ConfigurationCheck(new Commands(), Duration.ofSeconds(20), Optional.of(version.program()));
    }
}
