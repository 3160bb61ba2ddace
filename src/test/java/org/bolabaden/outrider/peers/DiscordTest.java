package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;

class DiscordTest {
    private static final NodeName ONE = new NodeName("node1");
    private static final NodeName TWO = new NodeName("node2");
    private static final Backend SITE = TestBackends.peer("site", "node3", 80);
    private static final Backend SHOP = TestBackends.peer("shop", "node3", 81);
    private static final Map<BackendId, Verdict.Status> ALL_UP = Map.of();
    private static final Map<BackendId, Verdict.Status> BOTH_DOWN =
            Map.of(SITE.id(), Verdict.Status.DOWN, SHOP.id(), Verdict.Status.DOWN);

    private final List<Event> events = new ArrayList<>();
    private Discord discord = Discord.NONE;
    private Instant now = Instant.parse("2026-11-28T10:00:00Z");

    private static LocalView view(
            NodeName node, String registry, boolean isolated, Map<BackendId, Verdict.Status> notUp) {
        return new LocalView(
                node,
                "1",
                registry,
                Instant.EPOCH,
                isolated ? Optional.of("nobody answers") : Optional.empty(),
                2,
                notUp,
                OwnDrains.NONE,
                Map.of(),
                Map.of());
    }

    private static LocalView one(Map<BackendId, Verdict.Status> notUp) {
        return view(ONE, "abc", false, notUp);
    }

    private static LocalView two(Map<BackendId, Verdict.Status> notUp) {
        return view(TWO, "abc", false, notUp);
    }

    private void look(LocalView own, LocalView peer, Duration later) {
        now = now.plus(later);
        Fleet fleet = Fleet.NONE
                .following(Map.of(TWO, URI.create("http://node2:9180")), Map.of(), false, now)
                .answered(TWO, Optional.of(peer), now);
        Discord.Step step = discord.look(own, List.of(SITE, SHOP), fleet, Duties.ALL, now);
        discord = step.next();
        events.addAll(step.events());
    }

    private List<String> told() {
        return events.stream().map(Event::name).toList();
    }

    @Test
    void whatOneSeesDownAndTheOtherUpForTenSecondsIsToldOnceAndSoIsItsEnd() {
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ZERO);
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ofSeconds(9));
        assertThat(told()).isEmpty();

        look(one(ALL_UP), two(BOTH_DOWN), Duration.ofSeconds(1));
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ofSeconds(60));
        assertThat(told()).containsExactly("peers_disagree");
        assertThat(events.getFirst().reason().orElseThrow())
                .contains("node2 sees backends on node3 down that are up from here: shop/node3:81, site/node3:80");

        look(one(ALL_UP), two(ALL_UP), Duration.ofSeconds(2));
        assertThat(told()).containsExactly("peers_disagree", "peers_agree");
    }

    @Test
    void theOtherWayRoundTooAndOneBackendMoreIsNoNews() {
        Map<BackendId, Verdict.Status> siteDown = Map.of(SITE.id(), Verdict.Status.DOWN);
        look(one(siteDown), two(ALL_UP), Duration.ZERO);
        look(one(BOTH_DOWN), two(ALL_UP), Duration.ofSeconds(10));
        look(one(siteDown), two(ALL_UP), Duration.ofSeconds(10));

        assertThat(told()).containsExactly("peers_disagree");
        assertThat(events.getFirst().reason().orElseThrow()).contains("node2 sees backends on node3 up");
    }

    @Test
    void whatIsNotJudgedYetOrHeldIsNoDifference() {
        look(
                one(ALL_UP),
                two(Map.of(SITE.id(), Verdict.Status.UNVERIFIED, SHOP.id(), Verdict.Status.HELD)),
                Duration.ZERO);

        assertThat(discord.open()).isEmpty();
    }

    @Test
    void whoIsCutOffSeesEverythingDownAndIsNotArguedWith() {
        look(one(ALL_UP), view(TWO, "abc", true, BOTH_DOWN), Duration.ZERO);
        assertThat(discord.open()).isEmpty();

        look(view(ONE, "abc", true, BOTH_DOWN), two(ALL_UP), Duration.ZERO);

        assertThat(discord.open()).isEmpty();
    }

    @Test
    void anotherRegistryIsToldWhenItLastsAndVerdictsAreNotComparedThen() {
        LocalView other = view(TWO, "def", false, BOTH_DOWN);
        look(one(ALL_UP), other, Duration.ZERO);
        look(one(ALL_UP), other, Duration.ofSeconds(89));
        assertThat(told()).isEmpty();

        look(one(ALL_UP), other, Duration.ofSeconds(1));
        look(one(ALL_UP), two(ALL_UP), Duration.ofSeconds(1));

        assertThat(told()).containsExactly("registry_skew", "registry_in_step");
        assertThat(events.getFirst().reason().orElseThrow()).contains("abc", "node2 version def");
    }

    @Test
    void ofManyBackendsTheFirstFiveAreNamed() {
        List<Backend> many = IntStream.range(0, 7)
                .mapToObj(i -> TestBackends.peer("s" + i, "node3", 80))
                .toList();
        Map<BackendId, Verdict.Status> down =
                many.stream().collect(Collectors.toMap(Backend::id, backend -> Verdict.Status.DOWN));

        assertThat(words(many, down, Duties.ALL))
                .containsExactly("s0/node3:80, s1/node3:80, s2/node3:80, s3/node3:80, s4/node3:80 and 2 more");
        assertThat(words(many.subList(0, 5), down, Duties.ALL))
                .containsExactly("s0/node3:80, s1/node3:80, s2/node3:80, s3/node3:80, s4/node3:80");
    }

    private List<String> words(List<Backend> backends, Map<BackendId, Verdict.Status> down, Duties duties) {
        return Discord.NONE.look(one(ALL_UP), backends, fleet(two(down)), duties, now).next().open().values().stream()
                .map(Discord.Since::words)
                .toList();
    }

    private Fleet fleet(LocalView peer) {
        return Fleet.NONE
                .following(Map.of(TWO, URI.create("http://node2:9180")), Map.of(), false, now)
                .answered(TWO, Optional.of(peer), now);
    }

    @Test
    void ofAPeerThatDoesNotObserveABackendNothingIsBelieved() {
        Set<NodeName> others =
                IntStream.range(2, 12).mapToObj(i -> new NodeName("node" + i)).collect(Collectors.toSet());
        List<Backend> many = IntStream.range(0, 40)
                .mapToObj(i -> TestBackends.peer("s" + i, "node99", 80))
                .toList();
        Duties duties = Duties.of(ONE, others, many, 3);
        Backend observed = many.stream()
                .filter(backend -> duties.observes(TWO, backend.id()))
                .findFirst()
                .orElseThrow();
        Backend other = many.stream()
                .filter(backend -> !duties.observes(TWO, backend.id()))
                .findFirst()
                .orElseThrow();
        Map<BackendId, Verdict.Status> down =
                Map.of(observed.id(), Verdict.Status.DOWN, other.id(), Verdict.Status.DOWN);

        assertThat(words(many, down, duties)).containsExactly(observed.id().toString());
    }

    @Test
    void aPeerThatDoesNotAnswerDiffersInNothingAndTheEndSaysHowLongItLasted() {
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ZERO);
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ofSeconds(10));
        now = now.plusSeconds(20);
        Fleet silent = fleet(two(BOTH_DOWN));
        for (int i = 0; i < 3; i++) {
            silent = silent.failed(TWO, "no answer", now);
        }
        Discord.Step step = discord.look(one(ALL_UP), List.of(SITE, SHOP), silent, Duties.ALL, now);

        assertThat(step.next().open()).isEmpty();
        assertThat(step.events()).singleElement().satisfies(event -> {
            assertThat(event.name()).isEqualTo("peers_agree");
            assertThat(event.reason().orElseThrow()).startsWith("node2 and this node see the backends on node3 alike");
            assertThat(event.duration()).contains(Duration.ofSeconds(30));
        });
    }

    @Test
    void whatWasNeverToldEndsWithoutAWord() {
        look(one(ALL_UP), two(BOTH_DOWN), Duration.ZERO);
        look(one(ALL_UP), two(ALL_UP), Duration.ofSeconds(60));

        assertThat(told()).isEmpty();
    }

    @Test
    void whatBothSeeDownIsNoDifference() {
        look(one(BOTH_DOWN), two(BOTH_DOWN), Duration.ZERO);

        assertThat(discord.open()).isEmpty();
    }

    @Test
    void topicsAreInTheOrderOfTheirWords() {
        Discord.Topic one = new Discord.Registries(ONE);
        Discord.Topic two = new Discord.Registries(TWO);

        assertThat(one).isLessThan(two);
        assertThat(one).isEqualByComparingTo(new Discord.Registries(ONE));
    }
}
