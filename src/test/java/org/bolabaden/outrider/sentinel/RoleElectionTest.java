package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

/** Who is the primary where nobody but the servers themselves can tell. */
class RoleElectionTest {
    private static final ServiceName SERVICE = new ServiceName("redis-main");
    private static final Endpoint A = new Endpoint("node1", 6_379);
    private static final Endpoint B = new Endpoint("node2", 6_379);
    private static final Map<Endpoint, BackendId> LISTED =
            Map.of(A, new BackendId(SERVICE, A), B, new BackendId(SERVICE, B));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration TICK = Duration.ofSeconds(1);

    private RoleElection election = RoleElection.begin(
            new Followed(SERVICE, "", List.of(), LISTED, Optional.empty()), Standing.NONE, Timeline.NONE, START);
    private Instant now = START;

    private void says(Endpoint backend, RedisRole role) {
        election = election.next(new Signal.Answered(now, backend, role, now));
    }

    private void master(Endpoint backend) {
        says(backend, new RedisRole.Master());
    }

    private void follows(Endpoint backend, Endpoint primary) {
        says(backend, new RedisRole.Replica(primary, true));
    }

    private void later(Duration time) {
        Duration left = time;
        for (; left.compareTo(TICK) > 0; left = left.minus(TICK)) {
            clockSet(TICK);
        }
        clockSet(left);
    }

    private void clockSet(Duration step) {
        now = now.plus(step);
        election = election.next(new Signal.Ticked(now));
    }

    private Optional<Endpoint> offered() {
        return election.primary().offered().map(BackendId::endpoint);
    }

    private void givenA() {
        master(A);
        follows(B, A);
        assertThat(offered()).contains(A);
    }

    @Test
    void atTheStartTheOneThatAloneSaysMasterIsOfferedOnceTheOthersHaveSpoken() {
        master(A);
        assertThat(offered()).isEmpty();

        follows(B, A);

        assertThat(offered()).contains(A);
    }

    @Test
    void atTheStartASilentOneIsWaitedForThreeSeconds() {
        later(Duration.ofMillis(2_900));
        master(A);
        assertThat(offered()).isEmpty();

        later(Duration.ofMillis(200));

        assertThat(offered()).contains(A);
    }

    @Test
    void atTheStartNoneOfTwoMastersIsOffered() {
        master(A);
        master(B);

        assertThat(offered()).isEmpty();
        assertThat(election.contested()).isPresent();
    }

    @Test
    void aSecondMasterChangesNothing() {
        givenA();
        master(A);
        master(B);

        assertThat(offered()).contains(A);
        assertThat(election.contested().orElseThrow()).contains("node1", "node2");
    }

    @Test
    void theOtherOneIsOfferedWhenThePresentOneSaysThatItIsAReplica() {
        givenA();
        master(B);
        follows(A, B);

        assertThat(offered()).contains(B);
    }

    @Test
    void aSilentPresentOneIsWaitedForThreeSeconds() {
        givenA();
        later(Duration.ofMillis(2_900));
        master(B);
        assertThat(offered()).contains(A);

        later(Duration.ofMillis(100));
        master(B);

        assertThat(offered()).contains(B);
    }

    @Test
    void aPresentOneThatIsSilentStaysWhileNobodyElseSaysMaster() {
        givenA();
        later(Duration.ofHours(1));
        follows(B, A);

        assertThat(offered()).contains(A);
    }

    @Test
    void aClockThatIsSetBackHidesNobody() {
        givenA();
        later(Duration.ofSeconds(1));
        clockSet(Duration.ofHours(-1));
        master(B);
        follows(A, B);

        assertThat(offered()).contains(B);
    }

    @Test
    void aClockThatIsSetSilencesNobody() {
        givenA();
        clockSet(Duration.ofHours(1));
        master(B);
        assertThat(offered()).contains(A);

        later(Duration.ofMillis(2_900));
        master(B);
        assertThat(offered()).contains(A);
    }

    @Test
    void anOldPrimaryThatComesBackIsNotOffered() {
        givenA();
        later(Duration.ofSeconds(4));
        master(B);
        assertThat(offered()).contains(B);

        master(A);
        later(Duration.ofSeconds(1));
        master(A);

        assertThat(offered()).contains(B);
    }

    @Test
    void anAnswerThatWasLongUnderWayDoesNotOvertakeALaterOne() {
        givenA();
        Instant early = now;
        later(Duration.ofMillis(100));
        master(B);
        master(A);
        election = election.next(new Signal.Answered(now, A, new RedisRole.Replica(B, true), early));

        assertThat(offered()).contains(A);
    }

    @Property
    void thePresentOneIsOnlyEverLeftForOneThatAloneSaidMaster(
            @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> steps) {
        for (int step : steps) {
            Optional<Endpoint> before = offered();
            switch (step) {
                case 0 -> master(A);
                case 1 -> master(B);
                case 2 -> follows(A, B);
                case 3 -> follows(B, A);
                default -> later(Duration.ofMillis(700));
            }
            if (!offered().equals(before)) {
                assertThat(election.contested()).isEmpty();
                assertThat(election.roles().last(offered().orElseThrow()).orElseThrow())
                        .isInstanceOf(RedisRole.Master.class);
            }
        }
    }

    @Test
    void theProofSaysWhoWasThereBeforeAndHowItWentAway() {
        givenA();
        assertThat(election.standing().proof()).isEqualTo("node1:6379 alone says master; nobody was offered before");

        master(B);
        follows(A, B);
        assertThat(election.standing().proof()).isEqualTo("node2:6379 alone says master; node1:6379 says replica");

        later(Duration.ofSeconds(4));
        master(A);
        assertThat(election.standing().proof()).isEqualTo("node1:6379 alone says master; node2:6379 is silent");
    }

    @Test
    void answersAreWantedSoonUnlessThePresentOneSaysMaster() {
        assertThat(election.urgent()).as("nobody is offered").isTrue();

        givenA();
        assertThat(election.urgent()).isFalse();

        later(Duration.ofSeconds(2));
        assertThat(election.urgent()).as("it has not spoken for a while").isTrue();

        follows(A, B);
        assertThat(election.urgent()).as("it says that it is a replica").isTrue();
    }

    private void listing(Endpoint... backends) {
        Map<Endpoint, BackendId> listed =
                Stream.of(backends).collect(Collectors.toMap(one -> one, one -> new BackendId(SERVICE, one)));
        election = election.following(new Followed(SERVICE, "", List.of(), listed, Optional.empty()));
    }

    @Test
    void aPresentOneThatSaysReplicaIsLeftThoughOthersHaveNotSpoken() {
        givenA();
        listing(A, B, new Endpoint("node3", 6_379));
        follows(A, B);

        master(B);

        assertThat(offered()).contains(B);
    }

    @Test
    void aPresentOneThatIsNotListedAnyMoreIsLeftThoughItSaysMaster() {
        givenA();
        listing(B);
        assertThat(election.primary())
                .isEqualTo(new Primary.Withheld(START, "node1:6379 was the primary, and is listed no more"));

        master(B);

        assertThat(offered()).contains(B);
    }
}
