package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Backend BACKEND = peer("redis", "node2", 6379);
    private static final Judgement JUDGEMENT = new Judgement(
            new Thresholds(3, 2), new Cadence(Duration.ofMillis(250), 0, Optional.empty()), Optional.empty(), true);

    private static final Map<BackendId, InetAddress> SERVING = Map.of(BACKEND.id(), InetAddress.ofLiteral("10.0.0.2"));

    private final List<VerdictChange> changes = new ArrayList<>();
    private final HealthBoard board = new HealthBoard(JUDGEMENT, InstantSource.fixed(NOW), () -> 0.5, changes::add);

    private static ProbeResult result(Optional<FailureReason> failure, String address) {
        InetSocketAddress where = new InetSocketAddress(
                InetAddress.ofLiteral(address), BACKEND.address().port());
        return new ProbeResult(NOW, new ProbeResult.Timings(0, 1, 0, 0, 1), failure, Optional.of(where), 0);
    }

    private Duration passed() {
        return board.onResult(BACKEND, result(Optional.empty(), "10.0.0.2"));
    }

    private Duration refused() {
        return board.onResult(BACKEND, result(Optional.of(new FailureReason(FailureReason.Kind.REFUSED)), "10.0.0.2"));
    }

    @Test
    void aVerdictTellsItsRuleItsEvidenceAndSinceWhen() {
        board.replace(List.of(BACKEND));
        board.adopt(SERVING);
        passed();
        changes.clear();
        refused();
        refused();
        assertThat(changes).isEmpty();

        refused();

        Verdict verdict = board.verdicts().get(BACKEND.id());
        assertThat(verdict.status()).isEqualTo(Status.DOWN);
        assertThat(verdict.reason()).isEqualTo("3 checks in a row failed, the last: refused");
        assertThat(verdict.since()).isEqualTo(NOW);
        assertThat(verdict.rule()).isEqualTo(Rule.FALL);
        assertThat(verdict.evidence())
                .isEqualTo(new Evidence(
                        3, Optional.of(new FailureReason(FailureReason.Kind.REFUSED)), 0, Optional.empty()));
    }

    @Test
    void everyEdgeIsToldOnceAndCounted() {
        board.replace(List.of(BACKEND));
        passed();
        passed();
        refused();
        refused();
        refused();
        refused();
        passed();
        passed();

        assertThat(changes)
                .extracting(change -> change.after().status())
                .containsExactly(Status.UP, Status.DOWN, Status.UP);
        assertThat(board.snapshot().get(BACKEND.id()).transitions()).isEqualTo(new BackendHealth.Transitions(2, 1));
    }

    @Test
    void anotherAddressIsNewsEvenWhenTheVerdictStays() {
        board.replace(List.of(BACKEND));
        passed();
        changes.clear();

        board.onResult(BACKEND, result(Optional.empty(), "10.0.0.99"));

        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().after().address().orElseThrow().getHostAddress())
                .isEqualTo("10.0.0.99");
    }

    @Test
    void theNextCheckComesSoonOnlyWhileItIsUndecided() {
        board.replace(List.of(BACKEND));

        assertThat(passed()).isEqualTo(Duration.ofSeconds(2));
        assertThat(refused()).isEqualTo(Duration.ofMillis(250));
        assertThat(refused()).isEqualTo(Duration.ofMillis(250));
        assertThat(refused()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsKnownOfABackendThatStaysIsKeptAndOfOneThatGoesForgotten() {
        Backend other = peer("redis", "node3", 6379);
        board.replace(List.of(BACKEND, other));
        passed();

        board.replace(List.of(BACKEND));

        assertThat(board.snapshot()).containsOnlyKeys(BACKEND.id());
        assertThat(board.verdicts().get(BACKEND.id()).status()).isEqualTo(Status.UP);
        board.onResult(other, result(Optional.empty(), "10.0.0.3"));
        assertThat(board.snapshot()).containsOnlyKeys(BACKEND.id());
    }

    @Test
    void otherThresholdsCountFromTheNextCheckOn() {
        board.replace(List.of(BACKEND));
        board.adopt(SERVING);
        board.judgeBy(new Judgement(new Thresholds(1, 1), JUDGEMENT.cadence(), Optional.empty(), true));

        refused();

        assertThat(board.verdicts().get(BACKEND.id()).status()).isEqualTo(Status.DOWN);
    }

    @Test
    void whatServedBeforeUsStaysUntilItsChecksHaveFailedAsOftenAsAnyOther() {
        board.replace(List.of(BACKEND));

        assertThat(board.adopt(SERVING)).isTrue();
        refused();
        refused();

        Verdict kept = board.verdicts().get(BACKEND.id());
        assertThat(kept.up()).isTrue();
        assertThat(kept.adopted()).isTrue();
        assertThat(kept.reason()).isEqualTo("it was serving when Outrider started");
        refused();
        assertThat(board.verdicts().get(BACKEND.id()).status()).isEqualTo(Status.DOWN);
    }

    @Test
    void aPassedCheckTurnsWhatWasAdoptedIntoAJudgementOfOurOwn() {
        board.replace(List.of(BACKEND));
        board.adopt(SERVING);

        passed();

        assertThat(board.verdicts().get(BACKEND.id()).adopted()).isFalse();
        assertThat(changes).as("the plan depends on it").hasSize(1);
    }

    @Test
    void aVerdictIsNotOverturnedByWhatHaproxyServes() {
        board.replace(List.of(BACKEND));
        refused();

        assertThat(board.adopt(SERVING)).isFalse();
        assertThat(board.verdicts().get(BACKEND.id()).status()).isEqualTo(Status.DOWN);
    }

    @Test
    void whatTheRegistryDoesNotListIsNotAdopted() {
        assertThat(board.adopt(SERVING)).isFalse();
        assertThat(board.snapshot()).isEmpty();
    }

    @Test
    void sessionsStayWhereTheyGoUntilACheckHasPassedElsewhere() {
        board.replace(List.of(BACKEND));
        board.adopt(Map.of(BACKEND.id(), InetAddress.ofLiteral("10.0.0.99")));

        refused();
        assertThat(board.verdicts().get(BACKEND.id()).address()).contains(InetAddress.ofLiteral("10.0.0.99"));

        passed();
        assertThat(board.verdicts().get(BACKEND.id()).address()).contains(InetAddress.ofLiteral("10.0.0.2"));
    }

    @Test
    void whatOthersObserveIsCheckedSeldomWhileNothingSpeaksAgainstTheVerdict() {
        Duration seldom = Duration.ofSeconds(30);
        board.replace(List.of(BACKEND));
        board.attend((backend, settled) -> Optional.of(seldom));

        assertThat(passed()).as("up").isEqualTo(seldom);
        assertThat(refused()).as("one failure").isLessThan(Duration.ofSeconds(1));
        refused();
        assertThat(refused()).as("down").isEqualTo(seldom);
        assertThat(passed()).as("one pass").isLessThan(Duration.ofSeconds(1));

        board.attend(Attention.CLOSE);
        assertThat(passed()).as("up, watched closely").isLessThan(seldom);
    }
}
