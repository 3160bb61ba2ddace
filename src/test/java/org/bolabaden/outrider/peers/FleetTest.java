package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final NodeName TWO = new NodeName("node2");
    private static final NodeName THREE = new NodeName("node3");
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final Fleet both = Fleet.NONE.following(urls(TWO, THREE), Map.of(), false, NOW);

    private static Map<NodeName, URI> urls(NodeName... nodes) {
        Map<NodeName, URI> urls = new LinkedHashMap<>();
        List.of(nodes).forEach(node -> urls.put(node, URI.create("http://" + node + ":9180")));
        return urls;
    }

    private static LocalView draining(NodeName node) {
        Drain drain = new Drain(new Target.OfNode(node), Optional.empty(), NOW, Optional.empty(), false, node);
        return new LocalView(
                node,
                "1",
                "abc",
                NOW,
                Optional.empty(),
                0,
                Map.of(),
                OwnDrains.NONE.with(Drains.NONE.with(drain)),
                Map.of(),
                Map.of());
    }

    private static Fleet failing(Fleet fleet, NodeName node, int times) {
        Fleet next = fleet;
        for (int i = 0; i < times; i++) {
            next = next.failed(node, "refused", NOW.plusSeconds(i));
        }
        return next;
    }

    @Test
    void oneThatAnswersIsUpAtOnceAndOneThatDoesNotIsDownAfterThreeQuestions() {
        Fleet up = both.answered(TWO, Optional.of(draining(TWO)), NOW);
        assertThat(up.of(TWO).orElseThrow().up()).isTrue();

        assertThat(failing(up, TWO, 2).of(TWO).orElseThrow().up()).isTrue();
        Member down = failing(up, TWO, 3).of(TWO).orElseThrow();
        assertThat(down.contact()).isEqualTo(Member.Contact.DOWN);
        assertThat(down.since()).isEqualTo(NOW.plusSeconds(2));
        assertThat(down.fault()).contains("refused");
    }

    @Test
    void oneThatNeverAnsweredIsGivenTimeToStart() {
        assertThat(failing(both, TWO, 5).of(TWO).orElseThrow().contact()).isEqualTo(Member.Contact.UNKNOWN);
        assertThat(failing(both, TWO, 6).of(TWO).orElseThrow().contact()).isEqualTo(Member.Contact.DOWN);
    }

    @Test
    void aDrainHoldsWhileTheNodeThatMadeItIsSilent() {
        Fleet up = both.answered(TWO, Optional.of(draining(TWO)), NOW);

        assertThat(failing(up, TWO, 50).made().all()).extracting(Drain::by).containsExactly(TWO);
    }

    @Test
    void anAnswerWithoutNewsChangesNothingButWhenItCame() {
        Fleet up = both.answered(TWO, Optional.of(draining(TWO)), NOW);
        Fleet later = up.answered(TWO, Optional.empty(), NOW.plusSeconds(2));

        assertThat(later.made()).isEqualTo(up.made());
        assertThat(later.of(TWO).orElseThrow().heard()).contains(NOW.plusSeconds(2));
        assertThat(later.of(TWO).orElseThrow().since()).isEqualTo(NOW);
    }

    @Test
    void whatWasSaidToAnEarlierProcessHoldsUntilItIsHeardAnew() {
        Fleet restarted = Fleet.NONE.following(urls(TWO), Map.of(TWO, draining(TWO)), false, NOW);
        assertThat(restarted.made().all()).hasSize(1);
        assertThat(restarted.isKnown(TWO)).isFalse();

        LocalView over =
                new LocalView(TWO, "1", "abc", NOW, Optional.empty(), 0, Map.of(), OwnDrains.NONE, Map.of(), Map.of());
        Fleet heard = restarted.answered(TWO, Optional.of(over), NOW);
        assertThat(heard.made().isEmpty()).isTrue();
        assertThat(heard.isKnown(TWO)).isTrue();
    }

    @Test
    void oneThatIsNoPeerAnyMoreIsForgotten() {
        Fleet up = both.answered(TWO, Optional.of(draining(TWO)), NOW);

        Fleet less = up.following(urls(THREE), Map.of(), false, NOW);

        assertThat(less.members()).extracting(Member::node).containsExactly(THREE);
        assertThat(less.made().isEmpty()).isTrue();
        assertThat(less.answered(TWO, Optional.of(draining(TWO)), NOW).members())
                .hasSize(1);
    }

    private static LocalView seeing(NodeName node, Map<NodeName, Boolean> sees) {
        return new LocalView(node, "1", "abc", NOW, Optional.empty(), 0, Map.of(), OwnDrains.NONE, Map.of(), sees);
    }

    @Test
    void aNodeIsLostWhenAMajorityOfAllDoesNotReachIt() {
        Fleet alone = failing(both.answered(THREE, Optional.of(seeing(THREE, Map.of(TWO, true))), NOW), TWO, 9);
        assertThat(alone.lost()).as("the other one reaches it").isEmpty();

        Fleet agreed = alone.answered(THREE, Optional.of(seeing(THREE, Map.of(TWO, false))), NOW);
        assertThat(agreed.lost()).containsExactly(Map.entry(TWO, NOW.plusSeconds(5)));

        assertThat(failing(agreed, THREE, 3).lost())
                .as("whoever reaches nobody is no majority")
                .isEmpty();
        Fleet back = agreed.answered(TWO, Optional.empty(), NOW);
        assertThat(back.lost()).isEmpty();
    }

    @Test
    void comingAndGoingIsToldOnce() {
        Fleet up = both.answered(TWO, Optional.empty(), NOW);
        assertThat(PeerNews.between(both, up, NOW)).extracting(Event::name).containsExactly("peer_up");
        assertThat(PeerNews.between(up, failing(up, TWO, 2), NOW)).isEmpty();

        Fleet down = failing(up, TWO, 3);
        assertThat(PeerNews.between(failing(up, TWO, 2), down, NOW))
                .singleElement()
                .satisfies(event -> assertThat(event.name()).isEqualTo("peer_down"))
                .satisfies(event -> assertThat(event.reason().orElseThrow()).contains("node2", "refused"));
        assertThat(PeerNews.between(down, failing(down, TWO, 5), NOW)).isEmpty();
    }

    private static final Fleet BY_STORE = Fleet.NONE.following(urls(TWO, THREE), Map.of(), true, NOW);

    @Test
    void throughAStoreOneIsDownWhenItsKeyIsMissingTwiceAndDownIsLostWhenTheLivingAreTheMajority() {
        Map<NodeName, Word> bothHere = Map.of(TWO, new Word.News(draining(TWO)), THREE, new Word.News(draining(THREE)));
        Map<NodeName, Word> oneGone = Map.of(TWO, new Word.Same(), THREE, new Word.Absent());
        Fleet all = BY_STORE.heard(bothHere, NOW);
        assertThat(all.alive()).containsExactlyInAnyOrder(TWO, THREE);

        Fleet once = all.heard(oneGone, NOW.plusSeconds(2));
        assertThat(once.alive()).contains(THREE);
        Fleet twice = once.heard(oneGone, NOW.plusSeconds(4));

        assertThat(twice.alive()).containsExactly(TWO);
        assertThat(twice.lost()).containsExactly(Map.entry(THREE, NOW.plusSeconds(4)));
        assertThat(twice.made().all()).as("its drains hold").hasSize(2);
        Map<NodeName, Word> none = Map.of(TWO, new Word.Absent());
        assertThat(twice.heard(none, NOW).heard(none, NOW).lost())
                .as("two of three are silent: it may be us")
                .isEmpty();
    }

    @Test
    void whileTheStoreIsOutOfReachNobodyIsDownAndDrainsHold() {
        Fleet all = BY_STORE.heard(Map.of(TWO, new Word.News(draining(TWO))), NOW);

        Fleet blind = all.blind("refused", NOW.plusSeconds(9));

        assertThat(blind.members())
                .extracting(Member::contact)
                .containsExactly(Member.Contact.UNKNOWN, Member.Contact.UNKNOWN);
        assertThat(blind.alive()).isEmpty();
        assertThat(blind.lost()).isEmpty();
        assertThat(blind.made().all()).hasSize(1);
        assertThat(PeerNews.between(all, blind, NOW)).isEmpty();
        assertThat(PeerNews.between(blind, blind.heard(Map.of(TWO, new Word.Same()), NOW), NOW))
                .as("a store that is back is one event, not one for each peer")
                .isEmpty();
    }
}
