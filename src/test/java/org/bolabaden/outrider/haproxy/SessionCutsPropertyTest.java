package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.bolabaden.outrider.haproxy.SessionCuts.Look;
import org.bolabaden.outrider.haproxy.SessionCuts.Report;
import org.bolabaden.outrider.registry.ServiceName;

class SessionCutsPropertyTest {
    private static final String POOL = "redis";
    private static final int SERVERS = 3;
    private static final long MILLI = 1_000_000;
    private static final long AFTERWARDS = Duration.ofSeconds(20).toMillis();

    /** After a pause, that happens; {@code server} 0 to 2 is offered then, 3: nobody. */
    record Happening(long pauseMillis, int server, boolean reload, List<Arrival> sessions) {}

    /** A session to that server, in an old worker or not, which takes so long to end once it was cut. */
    record Arrival(int server, boolean old, long endsAfterMillis) {}

    private static final class Open {
        private final String name;
        private final Arrival how;
        private long endsAt = Long.MAX_VALUE;

        Open(String name, Arrival how) {
            this.name = name;
            this.how = how;
        }
    }

    /** HAProxy as far as the cuts are concerned, and a clock in milliseconds that starts anywhere. */
    private static final class World {
        private final SessionCuts cuts = new SessionCuts();
        private final List<Open> sessions = new ArrayList<>();
        private final List<Report.Done> done = new ArrayList<>();
        private final Map<ServerRef, Long> expected = new HashMap<>();
        private final List<Long> looks = new ArrayList<>();
        private final long origin;
        private long now;
        private int names;

        World(long origin) {
            this.origin = origin;
        }

        long nanos() {
            return origin + now * MILLI;
        }

        void happens(Happening happening) {
            runUntil(now + happening.pauseMillis());
            ExclusivePools before = cuts.pools();
            ExclusivePools wanted = offering(happening.server());
            cuts.want(wanted, nanos());
            expected.keySet().removeIf(ref -> !wanted.stale(ref));
            for (ServerRef left : wanted.left(before)) {
                cuts.left(left, 0, true, nanos());
                expected.put(left, now);
            }
            if (happening.reload()) {
                cuts.disturb(nanos());
            }
            happening.sessions().forEach(how -> sessions.add(new Open("s" + names++, how)));
        }

        void runUntil(long end) {
            for (; now < end; now++) {
                sessions.removeIf(session -> session.endsAt <= now);
                if (!cuts.idle() && cuts.dueIn(nanos()) <= 0) {
                    look();
                }
            }
        }

        private void look() {
            looks.add(now);
            Map<ServerRef, Integer> current = new HashMap<>();
            Map<ServerRef, Set<String>> old = new HashMap<>();
            for (Open session : sessions) {
                ServerRef server = ref(session.how.server());
                if (cuts.pools().stale(server)) {
                    if (session.how.old()) {
                        old.computeIfAbsent(server, any -> new HashSet<>()).add(session.name);
                    } else {
                        current.merge(server, 1, Integer::sum);
                    }
                    session.endsAt = Math.min(session.endsAt, now + session.how.endsAfterMillis());
                }
            }
            for (Report report : cuts.looked(new Look(current, old, true), nanos(), nanos())) {
                if (report instanceof Report.Done cut) {
                    ServerRef server = new ServerRef(POOL, cut.endpoint());
                    assertThat(current).doesNotContainKey(server);
                    assertThat(old).doesNotContainKey(server);
                    done.add(cut);
                    Long since = expected.remove(server);
                    if (since != null) {
                        assertThat(now - since).isGreaterThanOrEqualTo(SessionCuts.SETTLED.toMillis());
                    } else {
                        assertThat(cut.inCurrent() + cut.inOld()).isPositive();
                    }
                }
            }
        }
    }

    @Property(tries = 300)
    void noSessionOfAServerThatIsNotOfferedIsLeftAndEachSwitchIsToldWhenItIsSo(
            @ForAll("happenings") List<Happening> happenings, @ForAll long origin) {
        World world = new World(origin);
        happenings.forEach(world::happens);

        world.runUntil(world.now + AFTERWARDS);

        assertThat(world.expected).as("switches whose cut was never told").isEmpty();
        assertThat(world.sessions)
                .allSatisfy(session -> assertThat(world.cuts.pools().stale(ref(session.how.server())))
                        .isFalse());
    }

    @Property(tries = 200)
    void looksAreDenseAtFirstAndRareInTheEnd(
            @ForAll("happenings") List<Happening> happenings, @ForAll @LongRange(min = -5, max = 5) long origin) {
        World world = new World(origin);
        happenings.forEach(world::happens);
        long last = world.now;
        world.looks.clear();

        world.runUntil(last + AFTERWARDS);

        List<Long> since = world.looks.stream().map(at -> at - last).toList();
        assertThat(since).filteredOn(at -> at < SessionCuts.LIVELY.toMillis()).hasSizeLessThan(45);
        List<Long> late = since.stream()
                .filter(at -> at >= SessionCuts.LIVELY.toMillis() + SessionCuts.SWEEP.toMillis())
                .toList();
        for (int i = 1; i < late.size(); i++) {
            assertThat(late.get(i) - late.get(i - 1)).isGreaterThanOrEqualTo(SessionCuts.SWEEP.toMillis());
        }
        assertThat(late).as("it never stops").isNotEmpty();
    }

    @Property(tries = 200)
    void whatComesAgainAndAgainIsToldOnceAMinute(@ForAll @LongRange(min = 1, max = 1_000) long pause) {
        World world = new World(0);
        world.happens(new Happening(0, 0, false, List.of()));
        for (long at = 0; at < 100_000; at += pause) {
            world.happens(new Happening(pause, 0, false, List.of(new Arrival(1, true, 0))));
        }

        world.runUntil(world.now + AFTERWARDS);

        assertThat(world.done).hasSizeBetween(1, 3);
        assertThat(world.sessions).isEmpty();
    }

    @Property(tries = 100)
    void whoeverDoesNotEndIsToldOnceAndNeverAsCut(@ForAll("lookDurations") long took, @ForAll boolean whole) {
        SessionCuts cuts = new SessionCuts();
        cuts.want(offering(0), 0);
        cuts.want(offering(1), 0);
        cuts.left(ref(0), 1, true, 0);
        List<Report> reports = new ArrayList<>();
        long now = 0;
        while (now < Duration.ofMinutes(2).toNanos()) {
            now += Math.max(0, cuts.dueIn(now));
            Look look = new Look(whole ? Map.of(ref(0), 1) : Map.of(), Map.of(), whole);
            reports.addAll(cuts.looked(look, now, now + took));
            now += took;
        }

        assertThat(reports).singleElement().isInstanceOfSatisfying(Report.Late.class, late -> {
            assertThat(late.whole()).isEqualTo(whole);
            assertThat(late.since()).isGreaterThanOrEqualTo(SessionCuts.PATIENCE);
        });
    }

    @Provide
    Arbitrary<Long> lookDurations() {
        return Arbitraries.longs().between(1, 1_000 * MILLI);
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Arrival> arrival = Combinators.combine(
                        Arbitraries.integers().between(0, SERVERS - 1),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0L, 1L, 100L, 500L, 2_000L))
                .as(Arrival::new);
        return Combinators.combine(
                        Arbitraries.of(0L, 1L, 3L, 100L, 800L, 5_000L),
                        Arbitraries.integers().between(0, SERVERS),
                        Arbitraries.of(true, false, false),
                        arrival.list().ofMaxSize(4))
                .as(Happening::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static ExclusivePools offering(int server) {
        Map<String, String> endpoints = new HashMap<>();
        for (int i = 0; i < SERVERS; i++) {
            endpoints.put(ref(i).server(), ref(i).server());
        }
        Set<String> offered = server < SERVERS ? Set.of(ref(server).server()) : Set.of();
        return new ExclusivePools(Map.of(POOL, new ExclusivePools.Pool(new ServiceName(POOL), endpoints, offered)));
    }

    private static ServerRef ref(int server) {
        return new ServerRef(POOL, "node" + server + ":6379");
    }
}
