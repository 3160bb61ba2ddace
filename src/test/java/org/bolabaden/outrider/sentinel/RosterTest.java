package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.Scene.OLD;
import static org.bolabaden.outrider.sentinel.Scene.others;
import static org.bolabaden.outrider.sentinel.Scene.place;
import static org.bolabaden.outrider.sentinel.Scene.sentinel;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final List<Endpoint> THREE = places(3);
    private static final MasterView VIEW = new MasterView(OLD, new Epoch(1), Set.of());
    private static final Endpoint ALIAS = new Endpoint("alias", 26379);

    private static List<Endpoint> places(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Scene::place).toList();
    }

    private static Sentinel at(Endpoint address, Map<SentinelId, Endpoint> others) {
        return Sentinel.first(new Signal.Viewed(Instant.EPOCH, sentinel(1), address, VIEW, others));
    }

    private static Map<SentinelId, Sentinel> heard(int count, int... numbers) {
        return IntStream.of(numbers)
                .boxed()
                .collect(Collectors.toMap(Scene::sentinel, i -> at(place(i), others(i, count))));
    }

    private static Map<SentinelId, Endpoint> byAddress(int number, int count) {
        Map<SentinelId, Endpoint> others = new HashMap<>(others(number, count));
        others.replaceAll((id, name) -> new Endpoint("10.0.0." + name.host().charAt("sentinel".length()), 26379));
        return others;
    }

    private static Roster roster(Map<SentinelId, Sentinel> heard, Map<Endpoint, SentinelId> met) {
        return Roster.of(THREE, heard, met, Roster.NONE);
    }

    @Test
    void theConfiguredCountWhetherTheyAreHeardOrNot() {
        Roster roster = roster(Map.of(), Map.of());

        assertThat(roster.size()).isEqualTo(3);
        assertThat(roster.majority()).isEqualTo(2);
        assertThat(roster.members()).isEmpty();
    }

    @Test
    void oneThatMoreThanHalfOfTheConfiguredKnowCountsToo() {
        assertThat(roster(heard(4, 1), Map.of()).size()).isEqualTo(3);
        assertThat(roster(heard(4, 1, 2), Map.of()).size()).isEqualTo(4);
    }

    @Test
    void oneThatTheOthersKnowIsHeardWhereTheyKnowIt() {
        Map<SentinelId, Sentinel> heard = new HashMap<>(heard(4, 1, 2, 3));
        heard.put(sentinel(4), at(place(4), others(4, 4)));
        assertThat(roster(heard, Map.of()).members()).contains(sentinel(4));

        heard.put(sentinel(4), at(new Endpoint("rogue", 26379), others(4, 4)));
        assertThat(roster(heard, Map.of()).members()).doesNotContain(sentinel(4));
    }

    @Test
    void aSingleRogueCannotInventAllies() {
        Map<SentinelId, Sentinel> heard = new HashMap<>(heard(3, 1, 2));
        heard.put(sentinel(3), at(place(3), others(3, 103)));

        assertThat(roster(heard, Map.of()).size()).isEqualTo(3);
    }

    @Test
    void oneThatIsKnownByAddressAndConfiguredByNameCountsOnceWhenItIsDown() {
        Map<SentinelId, Sentinel> heard = Map.of(
                sentinel(1), at(place(1), byAddress(1, 3)),
                sentinel(2), at(place(2), byAddress(2, 3)));

        assertThat(roster(heard, Map.of()).size()).isEqualTo(3);
        assertThat(roster(heard, Map.of(place(3), sentinel(3))).size()).isEqualTo(3);
    }

    @Test
    void oneThatIsConfiguredUnderTwoNamesCountsOnceWhenBothWereMet() {
        List<Endpoint> four = List.of(place(1), place(2), place(3), ALIAS);

        Roster roster = Roster.of(four, heard(3, 1, 2, 3), Map.of(ALIAS, sentinel(1)), Roster.NONE);

        assertThat(roster.size()).isEqualTo(3);
    }

    @Test
    void twoNamesOfOneSentinelDoNotHideThoseThatAreNotConfigured() {
        List<Endpoint> four = List.of(place(1), place(2), place(3), ALIAS);

        Roster roster = Roster.of(four, heard(5, 1, 2), Map.of(ALIAS, sentinel(1)), Roster.NONE);

        assertThat(roster.size()).isEqualTo(5);
    }

    @Test
    void whoWasKnownCountsStillWhenTheConfiguredOnesAreNotHeard() {
        Roster before = roster(heard(5, 1, 2, 3), Map.of());
        Map<Endpoint, SentinelId> met = Map.of(place(1), sentinel(1), place(2), sentinel(2), place(3), sentinel(3));

        assertThat(Roster.of(THREE, heard(5, 1, 4), met, before).size()).isEqualTo(5);
        assertThat(Roster.of(THREE, heard(5, 1, 4), met, before).members()).contains(sentinel(4));
    }

    @Test
    void whoIsNotKnownAnyMoreToMoreThanHalfOfTheConfiguredCountsNoMore() {
        Roster before = roster(heard(5, 1, 2, 3), Map.of());

        assertThat(Roster.of(THREE, heard(3, 1, 2, 3), Map.of(), before).size()).isEqualTo(3);
    }

    @Test
    void aPlaceThatIsNotConfiguredAnyMoreIsForgotten() {
        Roster roster = roster(heard(3, 1, 2, 3), Map.of(place(9), sentinel(9)));

        assertThat(roster.size()).isEqualTo(3);
    }

    @Test
    void oneUnderTwoNamesHasOneVoiceUntilItsOwnConnectionIsLost() {
        Scene scene = Scene.calm();
        scene.says(1, ALIAS, Scene.NEW, 2, others(1, 3));
        assertThat(scene.follower().heard().get(sentinel(1)).view().address()).isEqualTo(OLD);

        scene.then(new Signal.Lost(scene.now(), sentinel(1), ALIAS));
        assertThat(scene.follower().heard()).containsKey(sentinel(1));
    }

    @Test
    void whoSpeaksForAnotherFromAPlaceOfItsOwnIsNotHeard() {
        Endpoint rogue = new Endpoint("rogue", 26379);
        Scene scene = Scene.calm()
                .master(Scene.NEW)
                .says(3, Scene.NEW, 9, Map.of(sentinel(1), rogue, sentinel(2), place(2)))
                .says(1, rogue, Scene.NEW, 9, Map.of());
        scene.then(new Signal.Heard(scene.now(), sentinel(1), rogue, new SentinelEvent.Tilt(true)));

        assertThat(scene.offered()).contains(OLD);
        assertThat(scene.follower().heard().get(sentinel(1)).tilt()).isEmpty();
    }

    @Test
    void whoSpeaksForALeaderThatIsNotHeardIsNotBelieved() {
        Endpoint rogue = new Endpoint("rogue", 26379);
        Scene scene = Scene.calm().votes(2, 1, 2).votes(3, 1, 2).loses(1).says(1, rogue, OLD, 1, Map.of());
        for (SentinelEvent event : List.of(
                new SentinelEvent.NewEpoch(new Epoch(2)),
                new SentinelEvent.TryFailover(Scene.MASTER),
                new SentinelEvent.SelectedReplica(Scene.MASTER, Scene.OTHER))) {
            scene.then(new Signal.Heard(scene.now(), sentinel(1), rogue, event));
        }

        assertThat(scene.master(Scene.OTHER).offered()).contains(OLD);
    }

    @Test
    void whoSpokeForAnotherFirstGivesWayToTheOneAtItsPlace() {
        Endpoint rogue = new Endpoint("rogue", 26379);
        Scene scene = Scene.fresh().says(1, rogue, Scene.NEW, 9, Map.of()).names(1, OLD, 1);

        assertThat(scene.follower().heard().get(sentinel(1)).view().address()).isEqualTo(OLD);
    }

    @Test
    void whomOnlyThoseThatAreNotConfiguredKnowDoesNotCount() {
        Map<SentinelId, Sentinel> heard = new HashMap<>(heard(3, 1));
        heard.put(sentinel(4), at(place(4), others(4, 6)));
        heard.put(sentinel(5), at(place(5), others(5, 6)));

        assertThat(roster(heard, Map.of()).named()).isEmpty();
        assertThat(roster(heard, Map.of()).members()).containsExactly(sentinel(1));
    }

    @Test
    void whoWasKnownCountsUntilMoreThanHalfOfTheConfiguredSayOtherwise() {
        Roster before = roster(heard(5, 1, 2, 3), Map.of());
        Map<Endpoint, SentinelId> met = Map.of(place(1), sentinel(1), place(2), sentinel(2), place(3), sentinel(3));
        Map<SentinelId, Sentinel> one = Map.of(
                sentinel(1), at(place(1), others(1, 5)),
                sentinel(2), at(place(2), others(2, 3)));
        Map<SentinelId, Sentinel> two = Map.of(
                sentinel(1), at(place(1), others(1, 3)),
                sentinel(2), at(place(2), others(2, 3)));

        assertThat(Roster.of(THREE, one, met, before).size()).isEqualTo(5);
        assertThat(Roster.of(THREE, two, met, before).size()).isEqualTo(3);
    }
}
