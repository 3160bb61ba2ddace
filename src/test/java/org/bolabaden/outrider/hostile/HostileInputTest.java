package org.bolabaden.outrider.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a parser is given, it takes them or refuses them as it is documented to: it does not crash, hang or fill the
 * memory, what it tells is one visible line without our secrets, and nothing that it takes becomes a line of a proxy's file.
 *
 * <p>The targets, each through the class that production uses:
 *
 * <ul>
 *   <li>files of the user: services.yaml, its includes, the cases of yaml-test-suite, watcher.yaml, the environment over it,
 *       distribution.yaml ({@code ConfigurationDirectory}), templates ({@code Renderer}), PEM files, files with secrets
 *   <li>files of our own, read at a start: the pin, generations, outputs' records, primaries, peers, drains
 *   <li>HAProxy: {@code show servers state}, {@code show stat} in three ways, {@code show info}, {@code show proc},
 *       {@code show sess}, replies to commands, logs of checks and reloads, its files as they are on disk
 *   <li>Traefik: its metrics, its dynamic configuration as rendered and beside ours, with its rules
 *   <li>answers to checks: HTTP/1 with and without a body and redirects, HTTP/2, gRPC, TCP by text and by expression, Redis,
 *       DNS over UDP and TCP, what commands say; the kernel's routes
 *   <li>sentinels' events and answers, ROLE and INFO of Redis servers
 *   <li>peers' answers, and their words in Redis and etcd
 *   <li>requests: bodies and names of drains, the agent-check's question, a page's origin
 *   <li>git: the listing of a commit, what its server says
 *   <li>DNS providers: Cloudflare's answers, messages of RFC 2136 with their signatures, marks in comments
 *   <li>receivers of notifications: their answers
 * </ul>
 *
 * <p>{@code ./verify --fuzz} gives them 50,000 inputs. An input is told again by the target's name, the seed and the number.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
    private final Oracle oracle = new Oracle();
    private final Report report = new Report();
    private List<Target> targets = List.of();

    @BeforeAll
    void findTargets(@TempDir Path scratch) throws Exception {
        targets = Targets.all(scratch);
    }

    @AfterAll
    void writeReport() throws IOException {
        oracle.close();
        report.write();
    }

    List<Target> targets() {
        return targets;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noInputBreaksIt(Target target) {
        Corpus corpus = Corpus.of(target.name());
        Score score = new Campaign(oracle).run(target, corpus, Campaign.share(targets.size()));
        report.add(score);
        assertThat(score.findings()).isEmpty();
        assertThat(score.inputs()).isEqualTo(score.accepted() + score.refused());
    }
}
