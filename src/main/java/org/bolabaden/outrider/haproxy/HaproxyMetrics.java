package org.bolabaden.outrider.haproxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bolabaden.outrider.render.Reload;

/**
 * What the applier does, for Prometheus: {@code outrider_haproxy_up}, {@code outrider_haproxy_commands_total{result}},
 * {@code outrider_haproxy_drift_total}, {@code outrider_haproxy_suspicions_total{signal}}, {@code outrider_haproxy_reloads_total{result}} and the histogram {@code outrider_apply_seconds} (from verdict to proven).
 */
public final class HaproxyMetrics implements ApplierListener {
    private final AtomicBoolean up = new AtomicBoolean();
    private final Counter accepted;
    private final Counter refused;
    private final Counter reloaded;
    private final Counter notReloaded;
    private final Counter drift;
    private final Timer applied;
    private final Map<TrafficSignal, Counter> suspicions = new EnumMap<>(TrafficSignal.class);

    /** Registers the meters, but for {@code outrider_haproxy_up}. */
    public HaproxyMetrics(MeterRegistry registry) {
        accepted = commands(registry, "success");
        refused = commands(registry, "failure");
        reloaded = reloads(registry, "success");
        notReloaded = reloads(registry, "failure");
        drift = Counter.builder("outrider.haproxy.drift")
                .description("Settings found changed by others and corrected.")
                .register(registry);
        for (TrafficSignal signal : TrafficSignal.values()) {
            suspicions.put(
                    signal,
                    Counter.builder("outrider.haproxy.suspicions")
                            .description("Signs in HAProxy's counters that had a backend checked at once.")
                            .tag("signal", signal.word())
                            .register(registry));
        }
        applied = Timer.builder("outrider.apply")
                .description("From the verdict to the proof that HAProxy follows it.")
                .serviceLevelObjectives(
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(3),
                        Duration.ofMillis(4),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
    }

    /** Registers {@code outrider_haproxy_up}: where no HAProxy is driven, a 0 would be an alarm about nothing. */
    public void driven(MeterRegistry registry) {
        Gauge.builder("outrider.haproxy.up", up, flag -> flag.get() ? 1 : 0)
                .description("1 while HAProxy answers on its runtime socket.")
                .register(registry);
    }

    private static Counter commands(MeterRegistry registry, String result) {
        return Counter.builder("outrider.haproxy.commands")
                .description("Commands sent to HAProxy's runtime socket, by result.")
                .tag("result", result)
                .register(registry);
    }

    private static Counter reloads(MeterRegistry registry, String result) {
        return Counter.builder("outrider.haproxy.reloads")
                .description("Reloads of HAProxy, by result; a success is proven on the new worker.")
                .tag("result", result)
                .register(registry);
    }

    /** Counts a reload; one that was not needed is none. */
    public void reloaded(Reload.Outcome outcome) {
        switch (outcome) {
            case Reload.Outcome.Live live when live.doubt().isPresent() -> notReloaded.increment();
            case Reload.Outcome.Live live -> reloaded.increment();
            case Reload.Outcome.Failed failed -> notReloaded.increment();
            case Reload.Outcome.Idle idle -> {}
            case Reload.Outcome.Cut cut -> {}
        }
    }

    /** Counts a sign that had a backend checked. */
    public void suspected(TrafficSignal signal) {
        Objects.requireNonNull(suspicions.get(signal)).increment();
    }

    @Override
    public void up(WorkerInfo worker) {
        up.set(true);
    }

    @Override
    public void down(String reason) {
        up.set(false);
    }

    @Override
    public void commands(int done, int failed) {
        accepted.increment(done);
        refused.increment(failed);
    }

    @Override
    public void drift(int settings) {
        drift.increment(settings);
    }

    @Override
    public void applied(long sequence, Duration sinceCause, int commands) {
        // A plan that needed no command, or waited for HAProxy to come back, says nothing about how fast we are.
        if (commands > 0 && up.get()) {
            applied.record(sinceCause);
        }
    }
}
