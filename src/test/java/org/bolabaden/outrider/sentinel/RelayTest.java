package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.Test;

/** In which order a service gets to know what a sentinel says. */
class RelayTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SentinelId ID = new SentinelId("a".repeat(40));
    private static final SentinelId OTHER = new SentinelId("b".repeat(40));
    private static final Endpoint PLACE = new Endpoint("10.0.0.9", 26_379);
    private static final MasterView VIEW = new MasterView(new Endpoint("10.0.0.1", 6_379), Epoch.ZERO, Set.of());
    private static final SentinelEvent VOTE = new SentinelEvent.VoteForLeader(OTHER, new Epoch(1));

    private final List<Signal> passed = new ArrayList<>();
    private boolean room = true;
    private final Relay relay = new Relay(PLACE, signal -> room && passed.add(signal));

    private boolean viewed(SentinelId id) {
        return relay.viewed(NOW, id, VIEW, Map.of());
    }

    private List<String> kinds() {
        return passed.stream().map(signal -> signal.getClass().getSimpleName()).toList();
    }

    @Test
    void whatIsPublishedBeforeTheFirstViewComesAfterIt() {
        relay.heard(NOW, ID, VOTE);
        assertThat(passed).isEmpty();

        viewed(ID);

        assertThat(kinds()).containsExactly("Viewed", "Heard");
    }

    @Test
    void aLossIsToldOnceAndOnlyOfOneThatWasShown() {
        relay.lost(NOW);
        viewed(ID);
        relay.lost(NOW);
        relay.lost(NOW);

        assertThat(kinds()).containsExactly("Viewed", "Lost");
    }

    @Test
    void whatWasPublishedBeforeALossIsNotToldAfterIt() {
        relay.heard(NOW, ID, VOTE);
        relay.lost(NOW);
        viewed(ID);

        assertThat(kinds()).containsExactly("Viewed");
    }

    @Test
    void anotherSentinelAtTheSamePlaceMeansThatTheFirstIsLost() {
        viewed(ID);
        viewed(OTHER);

        assertThat(kinds()).containsExactly("Viewed", "Lost", "Viewed");
    }

    @Test
    void aLossThatFindsNoRoomComesBeforeAnythingElse() {
        viewed(ID);
        room = false;
        relay.lost(NOW);
        assertThat(viewed(ID)).isFalse();
        room = true;

        assertThat(viewed(ID)).isTrue();

        assertThat(kinds()).containsExactly("Viewed", "Lost", "Viewed");
    }

    @Test
    void aVoteThatFindsNoRoomIsToldWithTheNextView() {
        viewed(ID);
        room = false;
        assertThat(relay.heard(NOW, ID, VOTE)).isFalse();
        room = true;

        viewed(ID);

        assertThat(kinds()).containsExactly("Viewed", "Viewed", "Heard");
    }

    @Test
    void noMoreIsHeldThanAFewFailovers() {
        for (int i = 0; i < 10_000; i++) {
            relay.heard(NOW, ID, VOTE);
        }

        viewed(ID);

        assertThat(passed).hasSize(257);
    }
}
