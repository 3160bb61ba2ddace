package org.bolabaden.outrider.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.process.Commands.Result;
import org.bolabaden.outrider.registry.DistributionSettings;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final Path HOME = Path.of("/var/lib/out rider");

    private static Access access(Optional<Path> key, Optional<Path> hosts, Optional<Path> token) {
        return Access.of(
                new DistributionSettings.Git(
                        "git@example.org:me/infra.git",
                        "main",
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        key,
                        hosts,
                        token,
                        Optional.empty()),
                HOME,
                Map.of("PATH", "/bin", "GIT_DIR", "/elsewhere", "GIT_SSH_COMMAND", "evil", "HOME", "/root"));
    }

    @Test
    void nothingOfTheUsersGitReachesIt() {
        assertThat(access(Optional.empty(), Optional.empty(), Optional.empty()).environment())
                .containsEntry("PATH", "/bin")
                .containsEntry("GIT_TERMINAL_PROMPT", "0")
                .containsEntry("GIT_CONFIG_GLOBAL", "/dev/null")
                .containsEntry("HOME", "/nonexistent")
                .doesNotContainKey("GIT_DIR");
    }

    @Test
    void aHostKeyIsRememberedUnlessItIsGiven() {
        assertThat(access(Optional.empty(), Optional.empty(), Optional.empty())
                        .environment()
                        .get("GIT_SSH_COMMAND"))
                .contains("accept-new")
                .contains("/var/lib/out rider/known_hosts");
        assertThat(access(Optional.of(Path.of("/k'ey")), Optional.of(Path.of("/hosts")), Optional.empty())
                        .environment()
                        .get("GIT_SSH_COMMAND"))
                .contains("StrictHostKeyChecking=yes")
                .contains("/hosts")
                .contains("-i '/k'\\''ey'");
    }

    @Test
    void aTokenIsNamedByItsFileAlone() {
        Access access = access(Optional.empty(), Optional.empty(), Optional.of(Path.of("/run/secrets/token")));

        assertThat(access.environment()).containsEntry("OUTRIDER_TOKEN_FILE", "/run/secrets/token");
        assertThat(access.options()).anyMatch(option -> option.startsWith("credential.helper=!f()"));
    }

    @Test
    void aFaultIsOneLineWithARemedyAndWithoutASecret() {
        String said = "Cloning\nfatal: Authentication failed for 'https://me:s3cret@example.org/x.git/'\n";

        assertThat(Faults.line("git fetch", new Result.Ended(128, said)))
                .isEqualTo(
                        "git fetch: fatal: Authentication failed for 'https://example.org/x.git/'; see that token_file"
                                + " holds a token that may read the repository");
    }

    @Test
    void aMissingGitIsNamed() {
        assertThat(Faults.line("git fetch", new Result.NotStarted("No such file")))
                .contains("install git");
    }
}
