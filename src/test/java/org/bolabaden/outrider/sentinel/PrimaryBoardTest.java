package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.SentinelSettings;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

/** Who is followed in which way, what is kept over changes of the registry, and what is told. */
class PrimaryBoardTest {
    private static final ServiceName SERVICE = new ServiceName("redis-main");
    private static final Endpoint A = new Endpoint("node1", 6_379);
    private static final Endpoint B = new Endpoint("node2", 6_379);
    private static final Map<Endpoint, BackendId> LISTED = Map.of(A, id(A), B, id(B));
    private static final List<Endpoint> PLACES =
            List.of(new Endpoint("node1", 26_379), new Endpoint("node2", 26_379), new Endpoint("node3", 26_379));
    private static final Map<Endpoint, Optional<MinReplicas>> NOTHING = Map.of();

    private final PrimaryBoard board = new PrimaryBoard(PrimaryMemory.NONE);
    private final PrimaryWarnings warnings = new PrimaryWarnings();
    private final List<Event> seen = new ArrayList<>();
    private PrimaryBoard.Snapshot told = new PrimaryBoard.Snapshot(Map.of());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static BackendId id(Endpoint backend) {
        return new BackendId(SERVICE, backend);
    }

    private static SentinelId sentinel(int number) {
        return new SentinelId("%040x".formatted(number));
    }

    private static Watch following(String master) {
        return new Watch(
                SERVICE,
                new PrimarySource.Sentinels(new SentinelSettings(
                        master,
                        PLACES,
                        Optional.empty(),
                        Optional.empty(),
                        CheckTls.OFF,
                        CheckTls.OFF,
                        Optional.empty())),
                LISTED);
    }

    private void follow(Watch... watches) {
        board.follow(List.of(watches), now);
    }

    private void signal(Signal signal) {
        board.accept(new ServiceSignal(SERVICE, signal)).ifPresent(step -> seen.addAll(PrimaryEvents.seen(step)));
    }

    private void names(int sentinel, Endpoint primary, int epoch) {
        signal(new Signal.Viewed(
                now,
                sentinel(sentinel),
                PLACES.get(sentinel),
                new MasterView(primary, new Epoch(epoch), Set.of()),
                Map.of()));
    }

    private void master(Endpoint backend) {
        signal(new Signal.Answered(now, backend, new RedisRole.Master(), now));
    }

    private void allName(Endpoint primary, int epoch) {
        for (int i = 0; i < PLACES.size(); i++) {
            names(i, primary, epoch);
        }
    }

    private void offered(Endpoint primary, int epoch) {
        master(primary);
        allName(primary, epoch);
        master(primary);
        assertThat(primary().offered()).contains(id(primary));
    }

    private void later(Duration time) {
        now = now.plus(time);
        signal(new Signal.Ticked(now));
    }

    private Primary primary() {
        return board.snapshot().primaries().get(SERVICE);
    }

    private List<Event> news() {
        PrimaryBoard.Snapshot next = board.snapshot();
        List<Event> events = next.since(told);
        told = next;
        return events;
    }

    private List<String> warned() {
        return warnings.look(board.snapshot(), NOTHING, now).stream()
                .map(Event::name)
                .toList();
    }

    @Test
    void aServiceWhosePrimaryIsNamedByHandOffersItAlways() {
        follow(new Watch(SERVICE, new PrimarySource.Named(id(B)), LISTED));

        assertThat(primary().offered()).contains(id(B));
        assertThat(board.snapshot().memory()).isEqualTo(PrimaryMemory.NONE);
    }

    @Test
    void whatWasDecidedIsKeptWhileTheMasterIsTheSame() {
        follow(following("redis-main"));
        offered(A, 3);

        follow(following("redis-main"));
        assertThat(primary().offered()).contains(id(A));

        follow(following("another"));
        assertThat(primary())
                .isEqualTo(new Primary.Unknown(Set.of(id(A)), primary().reason()));
    }

    @Test
    void aServiceThatIsGoneIsForgotten() {
        follow(following("redis-main"));
        offered(A, 3);
        follow();
        follow(following("redis-main"));

        assertThat(primary().offered()).isEmpty();
    }

    @Test
    void whatIsRememberedOfAnotherMasterCountsForNothing() {
        follow(following("redis-main"));
        offered(A, 3);
        PrimaryMemory memory = board.snapshot().memory();

        PrimaryBoard same = new PrimaryBoard(memory);
        same.follow(List.of(following("redis-main")), now);
        PrimaryBoard other = new PrimaryBoard(memory);
        other.follow(List.of(following("another")), now);

        assertThat(same.snapshot().primaries().get(SERVICE).offered()).contains(id(A));
        assertThat(other.snapshot().primaries().get(SERVICE).offered()).isEmpty();
    }

    @Test
    void whatHaproxyHadReadyGoesOnUntilSomebodyIsProven() {
        follow(following("redis-main"));
        board.adopt(SERVICE, Set.of(id(B)));

        assertThat(primary())
                .isEqualTo(new Primary.Unknown(Set.of(id(B)), primary().reason()));
    }

    @Test
    void anOfferAndItsChangeAreToldOnceWithTheirProof() {
        follow(following("redis-main"));
        offered(A, 0);
        assertThat(news()).extracting(Event::name).containsExactly("primary_offered");
        assertThat(news()).isEmpty();

        signal(new Signal.Heard(
                now, sentinel(0), PLACES.get(0), new SentinelEvent.SubjectivelyDown("redis-main", true)));
        later(Duration.ofMillis(400));
        master(B);
        names(0, B, 1);
        names(1, B, 1);
        master(B);

        Event event = news().getFirst();
        assertThat(event.name()).isEqualTo("primary_offered");
        assertThat(event.from()).contains("node1:6379");
        assertThat(event.to()).contains("node2:6379");
        assertThat(event.duration()).contains(Duration.ofMillis(400));
        assertThat(seen).extracting(Event::name).containsExactly("failover_started");
    }

    @Test
    void aPrimaryThatTheRegistryDoesNotListIsWithheldOnce() {
        follow(following("redis-main"));
        offered(A, 0);
        news();

        allName(new Endpoint("node9", 6_379), 1);

        assertThat(news()).extracting(Event::name).containsExactly("primary_withheld");
        assertThat(news()).isEmpty();
    }

    @Test
    void aPrimaryThatIsBackEndsWhatBegan() {
        follow(following("redis-main"));
        offered(A, 0);
        signal(new Signal.Heard(
                now, sentinel(0), PLACES.get(0), new SentinelEvent.SubjectivelyDown("redis-main", true)));
        signal(new Signal.Heard(
                now, sentinel(0), PLACES.get(0), new SentinelEvent.SubjectivelyDown("redis-main", false)));

        assertThat(seen).extracting(Event::name).containsExactly("failover_started", "failover_abandoned");
    }

    @Test
    void nothingProvenAndNoMajorityAreToldAfterThreeSecondsAndOnce() {
        follow(following("redis-main"));
        assertThat(warned()).isEmpty();
        later(Duration.ofSeconds(2));
        assertThat(warned()).isEmpty();

        later(Duration.ofSeconds(2));
        assertThat(warned()).containsExactlyInAnyOrder("primary_unknown", "sentinel_no_quorum");
        assertThat(warned()).isEmpty();

        offered(A, 0);
        assertThat(warned()).containsExactly("sentinel_quorum");
    }

    @Test
    void aSentinelThatSaysSomethingElseForTenSecondsIsToldOnce() {
        follow(following("redis-main"));
        offered(A, 5);
        names(2, B, 4);
        assertThat(warned()).isEmpty();
        later(Duration.ofSeconds(9));
        assertThat(warned()).isEmpty();

        later(Duration.ofSeconds(1));

        assertThat(warned()).containsExactly("sentinel_disagrees");
        later(Duration.ofSeconds(60));
        assertThat(warned()).isEmpty();
    }

    @Test
    void minReplicasThatAreNotSetAreToldOnceAService() {
        follow(following("redis-main"));
        offered(A, 0);
        Map<Endpoint, Optional<MinReplicas>> unset = Map.of(A, Optional.of(new MinReplicas(0, 10)));

        assertThat(warnings.look(board.snapshot(), unset, now))
                .extracting(Event::name)
                .containsExactly("min_replicas_unset");
        assertThat(warnings.look(board.snapshot(), unset, now)).isEmpty();
    }

    private static Watch byRole() {
        return new Watch(SERVICE, new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF), LISTED);
    }

    private static Watch byHand(Endpoint backend) {
        return new Watch(SERVICE, new PrimarySource.Named(id(backend)), LISTED);
    }

    private void oneMaster() {
        master(A);
        signal(new Signal.Answered(now, B, new RedisRole.Replica(A, true), now));
        assertThat(primary().offered()).contains(id(A));
    }

    @Test
    void whoIsFoundByRoleIsKeptWhileTheSourceIsTheSame() {
        follow(byRole());
        oneMaster();

        follow(byRole());
        assertThat(primary().offered()).contains(id(A));

        follow(following("redis-main"));
        assertThat(primary().offered()).isEmpty();
        follow(byRole());
        assertThat(primary().offered()).isEmpty();
    }

    @Test
    void whoWasFoundByRoleIsRememberedOverARestart() {
        follow(byRole());
        oneMaster();

        PrimaryBoard again = new PrimaryBoard(board.snapshot().memory());
        again.follow(List.of(byRole()), now);

        assertThat(again.snapshot().primaries().get(SERVICE).offered()).contains(id(A));
    }

    @Test
    void aServiceThatIsGoneIsNotRememberedAfterwards() {
        follow(following("redis-main"));
        offered(A, 3);

        PrimaryBoard again = new PrimaryBoard(board.snapshot().memory());
        again.follow(List.of(following("redis-main")), now);
        again.follow(List.of(), now);
        again.follow(List.of(following("redis-main")), now);

        assertThat(again.snapshot().primaries().get(SERVICE).offered()).isEmpty();
    }

    @Test
    void whoIsNamedByHandIsThatSinceItWasNamed() {
        follow(byHand(B));
        Instant named = now;
        now = now.plusSeconds(9);

        follow(byHand(B));
        assertThat(primary()).isEqualTo(offeredByHand(B, named));

        follow(byHand(A));
        assertThat(primary()).isEqualTo(offeredByHand(A, now));
    }

    private static Primary offeredByHand(Endpoint backend, Instant since) {
        return new Primary.Offered(id(backend), since, Optional.empty(), "named by hand in the registry");
    }

    private boolean matters(Signal signal) {
        return board.accept(new ServiceSignal(SERVICE, signal)).orElseThrow().matters();
    }

    @Test
    void onlyWhatOthersAreToActOnMatters() {
        follow(byRole());
        assertThat(matters(new Signal.Ticked(now))).isFalse();
        assertThat(matters(new Signal.Answered(now, A, new RedisRole.Master(), now)))
                .as("the other one has not spoken")
                .isFalse();

        assertThat(matters(new Signal.Answered(now, B, new RedisRole.Replica(A, true), now)))
                .as("one is offered")
                .isTrue();

        assertThat(matters(new Signal.Answered(now, A, new RedisRole.Replica(B, true), now)))
                .as("answers are wanted soon")
                .isTrue();
        assertThat(matters(new Signal.Ticked(now))).isFalse();
    }

    @Test
    void whatIsDecidedMattersThoughNobodyIsOfferedAnyTheLess() {
        follow(following("redis-main"));
        offered(A, 0);
        names(0, A, 1);

        boolean confirmed = matters(new Signal.Viewed(
                now, sentinel(1), PLACES.get(1), new MasterView(A, new Epoch(1), Set.of()), Map.of()));

        assertThat(confirmed).as("it is to be on the disk").isTrue();
    }

    @Test
    void aSnapshotTellsOfWhomAChangeIsNearAndWhereTheOfferedAreReached() {
        follow(byRole());
        assertThat(board.snapshot().urgent()).containsExactly(SERVICE);
        assertThat(board.snapshot().offered()).isEmpty();

        oneMaster();

        assertThat(board.snapshot().urgent()).isEmpty();
        assertThat(board.snapshot().offered()).containsExactly(A);
    }

    @Test
    void whatIsNotFollowedIsNotTold() {
        assertThat(board.accept(new ServiceSignal(SERVICE, new Signal.Ticked(now))))
                .isEmpty();
    }
}
