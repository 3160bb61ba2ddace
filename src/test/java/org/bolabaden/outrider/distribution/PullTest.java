package org.bolabaden.outrider.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.DistributionSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulling from real repositories with the real git. */
class PullTest {
    @TempDir
    Path root;

    private GitRepository repository;
    private Path home;
    private Pull pull;
    private DistributionSettings.Git wanted;

    @BeforeEach
    void aRepositoryWithOneCommit() {
        repository = new GitRepository(root);
        repository.write("services.yaml", "one").push();
        home = root.resolve("state with space/distribution");
        pull = new Pull(home, System.getenv());
        wanted = from(repository.url(), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stop() {
        pull.close();
    }

    private static DistributionSettings.Git from(String repo, Optional<String> path, Optional<Path> signers) {
        return new DistributionSettings.Git(
                repo,
                "main",
                path,
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                signers);
    }

    private Pull.Look.Fetched fetch() throws FetchException {
        return (Pull.Look.Fetched) pull.look(wanted);
    }

    private Path current() throws IOException {
        return home.resolve("current").toRealPath();
    }

    private void assertRefused(String why) {
        Optional<Pull.Here> before = pull.here();
        assertThatThrownBy(() -> pull.look(wanted))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(why);
        assertThat(pull.here()).isEqualTo(before);
    }

    @Test
    void theBranchsCommitIsBroughtHereOnce() throws Exception {
        Pull.Look.Fetched first = fetch();

        assertThat(first.commit()).isEqualTo(repository.head());
        assertThat(first.before()).isEmpty();
        assertThat(current().resolve("services.yaml")).hasContent("one");
        assertThat(pull.look(wanted)).isEqualTo(new Pull.Look.Same(repository.head()));
    }

    @Test
    void theNextCommitTakesItsPlaceAndTheOneBeforeIsKept() throws Exception {
        fetch();
        String first = repository.head();
        for (String content : new String[] {"two", "three"}) {
            String before = repository.head();
            repository.write("services.yaml", content).push();
            assertThat(fetch()).isEqualTo(new Pull.Look.Fetched(repository.head(), Optional.of(before), false));
        }

        assertThat(current().resolve("services.yaml")).hasContent("three");
        try (Stream<Path> kept = Files.list(home.resolve("exports"))) {
            assertThat(kept)
                    .hasSize(2)
                    .noneMatch(path -> path.getFileName().toString().startsWith(first));
        }
    }

    @Test
    void aBranchThatWasRewrittenIsFollowedAndSaidToBe() throws Exception {
        repository.write("services.yaml", "two").push();
        fetch();
        repository.git("reset", "--quiet", "--hard", "HEAD~1");
        repository.git("push", "--quiet", "--force", "origin", "HEAD:main");

        assertThat(fetch().rewound()).isTrue();
        assertThat(current().resolve("services.yaml")).hasContent("one");

        repository.git("checkout", "--quiet", "--orphan", "unrelated");
        repository.write("services.yaml", "unrelated").push();

        assertThat(fetch().rewound()).isTrue();
        assertThat(current().resolve("services.yaml")).hasContent("unrelated");
    }

    @Test
    void aDirectoryOfTheRepositoryIsAllThatIsTaken() throws Exception {
        repository
                .write("infra/registry/services.yaml", "below")
                .link("elsewhere", "/etc/passwd")
                .push();
        wanted = from(repository.url(), Optional.of("infra/registry"), Optional.empty());

        fetch();

        assertThat(current().resolve("services.yaml")).hasContent("below");
        assertThat(current().resolve("elsewhere")).doesNotExist();
    }

    @Test
    void anotherPathOfTheSameCommitIsFetchedAnew() throws Exception {
        repository.write("a/services.yaml", "a").write("b/services.yaml", "b").push();
        wanted = from(repository.url(), Optional.of("a"), Optional.empty());
        fetch();

        wanted = from(repository.url(), Optional.of("b"), Optional.empty());

        assertThat(fetch().rewound()).isFalse();
        assertThat(current().resolve("services.yaml")).hasContent("b");
    }

    @Test
    void whatCannotBeTakenLeavesWhatIsHere() throws Exception {
        repository.write("sub/services.yaml", "sub").push();
        wanted = from(repository.url(), Optional.of("sub"), Optional.empty());
        fetch();

        repository.link("sub/services.d", "/etc").push();
        assertRefused("symbolic link 'sub/services.d'");

        repository
                .delete("sub/services.d")
                .write("sub/A.yaml", "A")
                .write("sub/a.yaml", "a")
                .push();
        assertRefused("differ in case alone");

        repository.delete("sub").push();
        assertRefused("no file in 'sub'");

        repository.git("push", "--quiet", "origin", ":main");
        assertRefused("no branch 'main'");

        Files.move(repository.bare(), root.resolve("away"));
        assertRefused("git ls-remote");
    }

    @Test
    void aCloneThatIsBrokenIsMadeAnew() throws Exception {
        fetch();
        Path clone = home.resolve("clone.git");
        try (Stream<Path> objects = Files.walk(clone.resolve("objects"))) {
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(
                        object, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                Files.write(object, new byte[] {1, 2, 3});
            }
        }
        Files.writeString(clone.resolve("shallow.lock"), "");
        repository.write("services.yaml", "two").push();

        assertThat(fetch().commit()).isEqualTo(repository.head());
        assertThat(current().resolve("services.yaml")).hasContent("two");
    }

    @Test
    void onlyCommitsByAnAllowedSignerAreTaken() throws Exception {
        Path key = repository.key("alice");
        Path stranger = repository.key("mallory");
        Path signers = Files.writeString(root.resolve("signers"), GitRepository.signer("alice@example.org", key));
        wanted = from(repository.url(), Optional.empty(), Optional.of(signers));
        assertRefused("no good ssh signature");

        repository.signing(stranger).write("services.yaml", "evil").push("-S");
        assertRefused("no good ssh signature");

        repository.signing(key).write("services.yaml", "good").push("-S");
        fetch();
        assertThat(current().resolve("services.yaml")).hasContent("good");
    }

    @Test
    void nothingOfTheRepositoryIsRun() throws Exception {
        Path proof = root.resolve("ran");
        repository
                .write(".gitattributes", "* filter=evil\n")
                .write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::touch " + proof + "\n")
                .push();

        fetch();

        assertThat(proof).doesNotExist();
        assertThat(current().resolve("services.yaml")).hasContent("one");
    }

    @Test
    void overSshTheKeyAndTheHostsArriveWholeWhateverTheirPaths() throws Exception {
        Path programs = Files.createDirectories(root.resolve("bin"));
        Path said = root.resolve("said");
        // Stands in for the network alone: runs at once what the other side would.
        Path ssh = Files.writeString(programs.resolve("ssh"), """
                #!/bin/sh
                printf '%%s\\n' "$@" > %s
                for last; do :; done
                exec sh -c "$last"
                """.formatted(said));
        Files.setPosixFilePermissions(ssh, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        pull = new Pull(home, java.util.Map.of("PATH", programs + ":" + System.getenv("PATH")));
        Path key = root.resolve("it's a key");
        wanted = new DistributionSettings.Git(
                "git@example.org:" + repository.bare(),
                "main",
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Optional.of(key),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(fetch().commit()).isEqualTo(repository.head());
        assertThat(Files.readAllLines(said))
                .contains(
                        "StrictHostKeyChecking=accept-new",
                        "BatchMode=yes",
                        key.toString(),
                        "UserKnownHostsFile=\"" + home.resolve("known_hosts") + "\"",
                        "git@example.org");
    }
}
