package org.bolabaden.outrider.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.dns.Fleet.Member;

/** Whatever nodes do at the same instant, and wherever they crash. */
class ZonePlannerPropertyTest {
    private static final List<String> NAMES = List.of("node1", "node2", "node3", "node4");

    /** Something that happens to one of the nodes. */
    record Happening(int node, Kind kind) {
        enum Kind {
            STEP,
            CRASH,
            DRAIN,
            UNDRAIN,
            MOVE
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Happening.Kind> kind = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(20, Happening.Kind.STEP),
                net.jqwik.api.Tuple.of(2, Happening.Kind.CRASH),
                net.jqwik.api.Tuple.of(3, Happening.Kind.DRAIN),
                net.jqwik.api.Tuple.of(2, Happening.Kind.UNDRAIN),
                net.jqwik.api.Tuple.of(1, Happening.Kind.MOVE));
        return Combinators.combine(Arbitraries.integers().between(0, NAMES.size() - 1), kind)
                .as(Happening::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(120);
    }

    @Property(tries = 3_000)
    void thereIsNeverNoRecordAndInTheEndEachIsRight(
            @ForAll("happenings") List<Happening> happenings,
            @ForAll @net.jqwik.api.constraints.IntRange(min = 1, max = 4) int size,
            @ForAll boolean foreign) {
        SharedZone zone = new SharedZone();
        if (foreign) {
            zone.with(new ZoneRecord("by-hand", Fleet.KEY, Member.ip(99), 300, true, Mark.NONE));
        }
        List<ZoneRecord> byHand = zone.records();
        Fleet fleet = new Fleet(zone);
        for (int i = 0; i < size; i++) {
            fleet.join(NAMES.get(i), i + 1, false);
        }
        boolean begun = foreign;
        for (Happening happening : happenings) {
            happen(fleet, happening);
            begun |= !zone.records().isEmpty();
            assertThat(zone.records().isEmpty()).as("no record left").isEqualTo(!begun);
            assertThat(zone.records()).containsAll(byHand);
        }

        assertThat(fleet.settle()).as("comes to rest").isTrue();
        assertRight(fleet, zone, byHand);
    }

    private static void happen(Fleet fleet, Happening happening) {
        Member member = fleet.members().get(happening.node() % fleet.members().size());
        switch (happening.kind()) {
            case STEP -> fleet.step(member);
            case CRASH -> fleet.crash(member);
            case DRAIN -> member.withdrawn = true;
            case UNDRAIN -> member.withdrawn = false;
            case MOVE -> member.address = 10 + (member.address + 10) % 80;
        }
    }

    private static void assertRight(Fleet fleet, SharedZone zone, List<ZoneRecord> byHand) {
        boolean anybody = fleet.members().stream().anyMatch(member -> !member.withdrawn) || !byHand.isEmpty();
        for (Member member : fleet.members()) {
            List<ZoneRecord> own = zone.records().stream()
                    .filter(record -> record.mark().isOf(member.name))
                    .toList();
            if (!member.withdrawn) {
                assertThat(own).singleElement().satisfies(record -> {
                    assertThat(record.address()).isEqualTo(member.ip());
                    assertThat(record.mark().leaving()).isFalse();
                });
            } else if (anybody) {
                assertThat(own).isEmpty();
            }
        }
        assertThat(zone.records()).hasSizeGreaterThanOrEqualTo(1);
        if (!anybody) {
            assertThat(zone.records()).as("exactly one stays").hasSize(1);
        }
    }

    /** Somebody removes everything by hand, again and again. */
    @Property(tries = 1_000)
    void aZoneThatWasEmptiedByHandHasARecordAgain(
            @ForAll("happenings") List<Happening> happenings, @ForAll boolean drained) {
        SharedZone zone = new SharedZone();
        Fleet fleet = new Fleet(zone);
        fleet.join("node1", 1, drained);
        fleet.join("node2", 2, true);
        for (int i = 0; i < happenings.size(); i++) {
            happen(fleet, happenings.get(i));
            if (i % 7 == 0) {
                zone.records().forEach(record -> zone.remove(record.id()));
            }
        }

        assertThat(fleet.settle()).isTrue();
        assertRight(fleet, zone, List.of());
    }

    /** Calls that were given up have their effect at any time after, and in any state of the zone. */
    @Property(tries = 3_000)
    void callsThatLandLateSpoilNothingForGood(
            @ForAll("happenings") List<Happening> happenings,
            @ForAll @net.jqwik.api.constraints.IntRange(min = 1, max = 4) int size,
            @ForAll @net.jqwik.api.constraints.IntRange(min = 2, max = 7) int every) {
        SharedZone zone =
                new SharedZone().with(new ZoneRecord("by-hand", Fleet.KEY, Member.ip(99), 300, true, Mark.NONE));
        List<ZoneRecord> byHand = zone.records();
        Fleet fleet = new Fleet(zone);
        for (int i = 0; i < size; i++) {
            fleet.join(NAMES.get(i), i + 1, false);
        }
        for (int i = 0; i < happenings.size(); i++) {
            happen(fleet, happenings.get(i));
            if (i % every == 0) {
                fleet.lose(fleet.members().get(i % size));
            } else if (i % every == 1) {
                fleet.land();
            }
            assertThat(zone.records()).containsAll(byHand);
        }
        while (fleet.isAnythingLate()) {
            fleet.land();
        }

        assertThat(fleet.settle()).isTrue();
        assertRight(fleet, zone, byHand);
    }

    /** A dead peer's record goes, the survivors' stay, whoever of them removes it. */
    @Property(tries = 1_000)
    void theRecordOfADeadPeerGoesAndNoOther(@ForAll("happenings") List<Happening> happenings) {
        SharedZone zone = new SharedZone()
                .with(new ZoneRecord("", Fleet.KEY, Member.ip(77), 60, false, Mark.of("gone")))
                .with(new ZoneRecord("", Fleet.KEY, Member.ip(78), 60, false, Mark.of("elsewhere")));
        Fleet fleet = new Fleet(zone);
        fleet.join("node1", 1, false).dead = java.util.Set.of("gone");
        fleet.join("node2", 2, false).dead = java.util.Set.of("gone");
        for (Happening happening : happenings) {
            happen(fleet, happening);
            assertThat(zone.records()).anyMatch(record -> record.mark().isOf("elsewhere"));
        }
        fleet.members().forEach(member -> member.withdrawn = false);

        assertThat(fleet.settle()).isTrue();
        assertThat(zone.records())
                .extracting(record -> record.mark().node().orElse(""))
                .containsExactlyInAnyOrder("elsewhere", "node1", "node2");
    }
}
