package org.bolabaden.outrider.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
