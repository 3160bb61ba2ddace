package org.bolabaden.outrider.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.dns.Change.Purpose;
import org.bolabaden.outrider.dns.SetPlan.Standing;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules one by one, beside the properties of them all. */
class RulesTest {
    private static final RecordKey KEY = new RecordKey("www.example.org", RecordType.A);
    private static final InetAddress OURS = InetAddress.ofLiteral("203.0.113.1");

    private static ZoneRecord record(String id, String address, Mark mark) {
        return new ZoneRecord(id, KEY, InetAddress.ofLiteral(address), 60, false, mark);
    }

    private static SetPlan plan(Wish wish, boolean adopt, ZoneRecord... observed) {
        return ZonePlanner.plan(new Wanted("node1", Map.of(KEY, wish), 60, false, adopt, Set.of()), List.of(observed))
                .getFirst();
    }

    private static final Wish PRESENT = new Wish.Present(OURS);
    private static final Wish WITHDRAWN = new Wish.Withdrawn(Optional.of(OURS), "this node is drained");

    @Test
    void aMarkIsReadAsItWasWrittenAndOtherCommentsAreNone() {
        assertThat(Mark.read(Mark.of("node1").text())).isEqualTo(Mark.of("node1"));
        assertThat(Mark.read(Mark.of("node1").leaving(true).text()))
                .isEqualTo(Mark.of("node1").leaving(true));
        assertThat(Mark.read("outrider node=node1 by Ada")).isEqualTo(Mark.of("node1"));
        assertThat(Mark.read("made by outrider node=node1")).isEqualTo(Mark.NONE);
        assertThat(Mark.read("")).isEqualTo(Mark.NONE);
    }

    @Test
    void anotherTtlIsCorrectedButNotWhereTheProxyHasItsOwn() {
        ZoneRecord slow = new ZoneRecord("a", KEY, OURS, 300, false, Mark.of("node1"));
        assertThat(plan(PRESENT, false, slow).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.purpose()).isEqualTo(Purpose.CORRECT));

        ZoneRecord proxied = new ZoneRecord("a", KEY, OURS, 1, true, Mark.of("node1"));
        SetPlan kept = ZonePlanner.plan(
                        new Wanted("node1", Map.of(KEY, PRESENT), 60, true, false, Set.of()), List.of(proxied))
                .getFirst();
        assertThat(kept.standing()).isEqualTo(Standing.PUBLISHED);
    }

    @Test
    void aRecordWithOurAddressIsTakenOverOnRequestAndNeverFromAnotherNode() {
        ZoneRecord unmarked = record("a", "203.0.113.1", Mark.NONE);
        ZoneRecord others = record("a", "203.0.113.1", Mark.of("node2"));

        assertThat(plan(PRESENT, false, unmarked).standing()).isEqualTo(Standing.REFUSED);
        assertThat(plan(PRESENT, true, unmarked).changes().getFirst().purpose()).isEqualTo(Purpose.ADOPT);
        assertThat(plan(PRESENT, true, others).standing()).isEqualTo(Standing.REFUSED);
        assertThat(plan(PRESENT, true, others).reason()).contains("belongs to node node2");
    }

    @Test
    void aRecordIsAnnouncedBeforeItGoesAndOnlyWhileAnotherStays() {
        ZoneRecord own = record("a", "203.0.113.1", Mark.of("node1"));
        ZoneRecord leaving = record("a", "203.0.113.1", Mark.of("node1").leaving(true));
        ZoneRecord other = record("b", "203.0.113.2", Mark.of("node2"));
        ZoneRecord otherLeaving = record("b", "203.0.113.2", Mark.of("node2").leaving(true));
        ZoneRecord smaller = record("c", "203.0.113.3", Mark.of("node0").leaving(true));

        assertThat(plan(WITHDRAWN, false, own, other).changes().getFirst().purpose())
                .isEqualTo(Purpose.ANNOUNCE);
        assertThat(plan(WITHDRAWN, false, leaving, other).changes().getFirst().purpose())
                .isEqualTo(Purpose.WITHDRAW);
        assertThat(plan(WITHDRAWN, false, own).standing()).isEqualTo(Standing.LAST);
        assertThat(plan(WITHDRAWN, false, own, otherLeaving).standing()).isEqualTo(Standing.LAST);
        assertThat(plan(WITHDRAWN, false, leaving, otherLeaving)
                        .changes()
                        .getFirst()
                        .purpose())
                .isEqualTo(Purpose.STAY);
        assertThat(plan(WITHDRAWN, false, leaving, smaller).standing()).isEqualTo(Standing.WAITING);
        assertThat(plan(WITHDRAWN, false).changes().getFirst().purpose()).isEqualTo(Purpose.RESCUE);
        assertThat(plan(PRESENT, false, leaving).changes().getFirst().purpose()).isEqualTo(Purpose.STAY);
    }

    @Test
    void anUnknownAddressChangesNothing() {
        ZoneRecord own = record("a", "203.0.113.9", Mark.of("node1"));

        assertThat(plan(new Wish.Unknown("nobody agrees"), true, own).changes()).isEmpty();
    }

    @Test
    void proxiesAreDeadAfterTheTimeAndWellAfterTwoGoodAnswers() {
        Duration after = Duration.ofSeconds(30);
        Optional<String> bad = Optional.of("refused");
        EdgeHealth health = EdgeHealth.UNKNOWN.next(bad, 0, after);
        assertThat(health.next(bad, Duration.ofSeconds(29).toNanos(), after).dead())
                .isEmpty();
        assertThat(health.next(Optional.empty(), 1, after)).isEqualTo(EdgeHealth.UNKNOWN);
        EdgeHealth dead = health.next(bad, Duration.ofSeconds(30).toNanos(), after);
        assertThat(dead.dead()).contains("refused");
        EdgeHealth better = dead.next(Optional.empty(), 0, after);
        assertThat(better.dead()).isPresent();
        assertThat(better.next(bad, 0, after).next(Optional.empty(), 0, after).dead())
                .isPresent();
        assertThat(better.next(Optional.empty(), 0, after).dead()).isEmpty();
    }

    @Test
    void anAddressCountsWhenEnoughSayItAndNoOtherIsSaidAsOften() {
        InetAddress other = InetAddress.ofLiteral("203.0.113.2");
        InetAddress six = InetAddress.ofLiteral("2001:db8::1");

        assertThat(Agreement.of(List.of(OURS, OURS, other), RecordType.A, 2)).contains(OURS);
        assertThat(Agreement.of(List.of(OURS, OURS, other, other), RecordType.A, 2))
                .isEmpty();
        assertThat(Agreement.of(List.of(OURS, other), RecordType.A, 2)).isEmpty();
        assertThat(Agreement.of(List.of(OURS, OURS, six), RecordType.AAAA, 1)).contains(six);
        assertThat(Agreement.of(List.of(), RecordType.A, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "127.0.0.1",
                "169.254.1.1",
                "100.64.0.1",
                "0.1.2.3",
                "224.0.0.1",
                "198.18.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::"
            })
    void theInternetDoesNotRoute(String address) {
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "100.128.0.1", "172.32.0.1", "2a01:4f8::1", "2001:db8::5"})
    void theInternetRoutes(String address) {
        assertThat(PublicAddress.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.5, 2000",
        "2, 0.5, 4000",
        "5, 0.5, 32000",
        "6, 0.5, 60000",
        "900, 0.5, 60000",
        "1, 0, 1600",
        "1, 1, 2400"
    })
    void failuresAreFollowedByEverLongerRestsOfAMinuteAtMost(int failures, double random, long millis) {
        assertThat(Retry.after(failures, Optional.empty(), random)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void whatTheProviderAsksForIsKept() {
        assertThat(Retry.after(1, Optional.of(Duration.ofMinutes(5)), 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Retry.after(1, Optional.of(Duration.ofMinutes(5)), 1)).isEqualTo(Duration.ofSeconds(302));
        assertThat(Retry.after(9, Optional.of(Duration.ofSeconds(1)), 0.5)).isEqualTo(Duration.ofMinutes(1));
    }
}
