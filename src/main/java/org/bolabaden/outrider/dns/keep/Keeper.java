package org.bolabaden.outrider.dns.keep;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bolabaden.outrider.dns.Change;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.dns.Retry;
import org.bolabaden.outrider.dns.SetPlan.Standing;
import org.bolabaden.outrider.dns.keep.AddressFinder.Found;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.DnsSettings;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;

/**
 * The thread that keeps the records of one set of settings. It looks at the zone in every interval, and at once when this
 * node is drained or undrained, its proxies die or recover, or a peer is dead for long enough. After a failure it comes back
 * for as long as it takes, ever more seldom.
 */
final class Keeper implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration UNTIL_OTHERS_DECIDE = Duration.ofSeconds(2);
    private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);
    // Echo services are other people's: asked in every fifth interval, and sooner while they do not agree.
    private static final int INTERVALS_AN_ADDRESS_HOLDS = 5;
    private static final double SPREAD = 0.1;
    private static final long JOIN_MILLIS = 500;

    private final DnsSettings settings;
    private final PublicRecords.Seams seams;
    private final Tools tools;
    private final AddressFinder finder;
    private final Reports reports;
    private final Optional<EdgeWatch> edge;
    private final Thread thread;
    private final Pulse pulse;
    private volatile DnsStatus status;
    private Map<RecordType, Found> addresses = Map.of();
    private long addressesUntil;
    private int failures;

    /** What it works with. */
    record Tools(Zone zone, Vertx vertx, EventSink events, InstantSource clock, DnsCounts counts) {}

    Keeper(DnsSettings settings, PublicRecords.Seams seams, Tools tools) {
        this.settings = settings;
        this.seams = seams;
        this.tools = tools;
        this.finder = new AddressFinder(new Web(tools.vertx(), Zones.DEADLINE));
        this.reports = new Reports(tools.events());
        this.edge = settings.withdrawal().edge().map(check -> new EdgeWatch(check, tools.vertx(), tools.events()));
        this.status = new DnsStatus(
                tools.zone().toString(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        this.addressesUntil = System.nanoTime();
        this.thread = Thread.ofPlatform().daemon().name("dns").unstarted(this::run);
        this.pulse = new Pulse(thread, PublicRecords.longestTurn());
    }

    void start() {
        thread.start();
    }

    DnsSettings settings() {
        return settings;
    }

    DnsStatus status() {
        return status;
    }

    Pulse pulse() {
        return pulse;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pulse.beat();
                Situation seen = situation();
                rest(turn(), seen);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Situation situation() {
        return new Situation(
                seams.drained().getAsBoolean(),
                edge.flatMap(EdgeWatch::dead),
                Situation.dead(settings, seams.deaths(), tools.clock().instant()));
    }

    /** How long there is nothing to do, and whether news may cut that short. */
    private record Rest(Duration time, boolean mayEnd) {}

    private void rest(Rest rest, Situation seen) throws InterruptedException {
        long end = System.nanoTime() + rest.time().toNanos();
        for (long left = rest.time().toNanos(); left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, TICK.toNanos())));
            pulse.beat();
            if (rest.mayEnd() && !situation().equals(seen)) {
                return;
            }
        }
    }

    private Rest turn() throws InterruptedException {
        try {
            findAddresses();
            List<DnsStatus.OfSet> sets = new Round(
                            tools.zone(),
                            settings.names(),
                            () -> situation().wanted(seams.node(), settings, addresses),
                            new Witness())
                    .run();
            return settled(sets);
        } catch (ZoneException failed) {
            return failed(failed);
        } catch (RuntimeException bug) {
            tools.events().emit(Event.error("dns_fault").reason(bug.toString()));
            tools.counts().failed();
            return new Rest(AFTER_A_BUG, true);
        }
    }

    private void findAddresses() throws InterruptedException {
        boolean complete = settings.types().stream().allMatch(type -> addresses.get(type) instanceof Found.Known);
        boolean local = !(settings.address() instanceof DnsSettings.AddressSource.Echo);
        if (local || !complete || System.nanoTime() - addressesUntil >= 0) {
            addresses = finder.find(settings.address(), settings.types());
            addressesUntil = System.nanoTime()
                    + settings.interval()
                            .multipliedBy(INTERVALS_AN_ADDRESS_HOLDS)
                            .toNanos();
        }
    }

    private Rest settled(List<DnsStatus.OfSet> sets) {
        failures = 0;
        reports.recovered();
        reports.stand(sets);
        show(sets, Optional.empty());
        if (sets.stream().anyMatch(set -> isRefused(set.plan().standing()))) {
            tools.counts().refused();
        } else {
            tools.counts().succeeded();
        }
        boolean waiting = sets.stream().anyMatch(set -> set.plan().standing() == Standing.WAITING);
        return new Rest(waiting ? UNTIL_OTHERS_DECIDE : spread(settings.interval()), true);
    }

    private static boolean isRefused(Standing standing) {
        return standing == Standing.REFUSED || standing == Standing.UNKNOWN;
    }

    // Nodes that were started together do not ask together for ever.
    private static Duration spread(Duration interval) {
        double factor = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis((long) (interval.toMillis() * factor));
    }

    private Rest failed(ZoneException failure) {
        failures++;
        tools.counts().failed();
        String why = String.valueOf(failure.getMessage());
        reports.failed(why);
        Instant since = status.trouble().map(DnsStatus.Trouble::since).orElseGet(tools.clock()::instant);
        show(status.sets(), Optional.of(new DnsStatus.Trouble(since, why)));
        // Nobody who wants to be left alone is asked again because of news.
        return new Rest(
                Retry.after(
                        failures,
                        failure.retryAfter(),
                        ThreadLocalRandom.current().nextDouble()),
                failure.retryAfter().isEmpty());
    }

    private void show(List<DnsStatus.OfSet> sets, Optional<DnsStatus.Trouble> trouble) {
        DnsStatus before = status;
        Optional<Instant> looked = trouble.isPresent()
                ? before.looked()
                : Optional.of(tools.clock().instant());
        status = new DnsStatus(
                before.provider(), sets, looked, before.lastChange(), trouble, edge.flatMap(EdgeWatch::dead));
    }

    /** Keeps what is shown up to date. */
    private final class Witness implements Round.Witness {
        @Override
        public void read(List<DnsStatus.OfSet> sets) {
            show(sets, status.trouble());
        }

        @Override
        public void made(Change change) {
            reports.made(change);
            DnsStatus before = status;
            status = new DnsStatus(
                    before.provider(),
                    before.sets(),
                    before.looked(),
                    Optional.of(new DnsStatus.Made(tools.clock().instant(), change.words(), change.reason())),
                    before.trouble(),
                    before.edge());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        edge.ifPresent(EdgeWatch::close);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
