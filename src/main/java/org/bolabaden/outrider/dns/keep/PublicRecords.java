package org.bolabaden.outrider.dns.keep;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bolabaden.outrider.dns.DnsStatus;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.DnsSettings;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's public records, on a thread of its own, for as long as there are settings for it. Whatever a provider
 * does holds up nothing else; ending it leaves the zone as it is.
 */
public final class PublicRecords implements AutoCloseable {
    // A call has ten seconds, and a look has ten readings of some calls.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(15);

    private final Seams seams;
    private final Vertx vertx;
    private final Map<String, String> environment;
    private final EventSink events;
    private final InstantSource clock;
    private final DnsCounts counts;
    private volatile @Nullable Keeper keeper;

    /**
     * What others know.
     *
     * @param node this node's name
     * @param drained whether this node is drained now
     * @param deaths which peers are dead
     */
    public record Seams(String node, BooleanSupplier drained, PeerDeaths deaths) {}

    /** Keeps nothing before {@link #follow}. */
    public PublicRecords(
            Seams seams,
            Vertx vertx,
            Map<String, String> environment,
            EventSink events,
            InstantSource clock,
            MeterRegistry meters) {
        this.seams = seams;
        this.vertx = vertx;
        this.environment = Map.copyOf(environment);
        this.events = events;
        this.clock = clock;
        this.counts =
                new DnsCounts(meters, () -> !status().map(DnsStatus::isRight).orElse(true));
    }

    /** Keeps what these settings say from now on; empty: nothing, and what is in the zone stays. */
    public synchronized void follow(Optional<DnsSettings> settings) {
        Keeper before = keeper;
        if (before != null && settings.filter(before.settings()::equals).isPresent()) {
            return;
        }
        if (before != null) {
            before.close();
        }
        if (settings.isEmpty()) {
            keeper = null;
            counts.end();
            return;
        }
        counts.begin();
        Keeper next = new Keeper(
                settings.get(),
                seams,
                new Keeper.Tools(Zones.of(settings.get(), environment, vertx), vertx, events, clock, counts));
        keeper = next;
        next.start();
    }

    /** How the records stand; empty: none are kept. */
    public Optional<DnsStatus> status() {
        return Optional.ofNullable(keeper).map(Keeper::status);
    }

    /** Whether the thread is at work; empty: there is none. */
    public Optional<Pulse> pulse() {
        return Optional.ofNullable(keeper).map(Keeper::pulse);
    }

    static Duration longestTurn() {
        return LONGEST_TURN;
    }

    /** Ends the thread, and leaves the zone as it is. */
    @Override
    public synchronized void close() {
        Keeper last = keeper;
        if (last != null) {
            last.close();
        }
    }
}
