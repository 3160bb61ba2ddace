package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.bolabaden.outrider.probe.ProbeListener;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;

/**
 * Keeps the health of every backend that the registry lists, and tells one listener of every change of a verdict.
 *
 * <p>Results arrive on the probe loop's thread, one at a time; {@link #replace} may come from another. Both swap
 * immutable values in a concurrent map, so readers see each backend whole, and never wait.
 */
public final class HealthBoard implements ProbeListener {
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final Consumer<VerdictChange> listener;
    private final Map<BackendId, BackendHealth> health = new ConcurrentHashMap<>();
    private volatile Judgement judgement;

    /**
     * The numbers that verdicts and pace follow.
     *
     * @param thresholds how much evidence a verdict needs
     * @param cadence how soon the next check comes
     */
    public record Judgement(Thresholds thresholds, Cadence cadence) {
        /** As the node's settings give them. */
        public static Judgement of(NodeSettings.HealthChecks settings) {
            return new Judgement(
                    new Thresholds(settings.consecutiveFailures(), settings.recovery()),
                    new Cadence(settings.fastInterval(), settings.jitter()));
        }
    }

    /**
     * Creates an empty board.
     *
     * @param random evenly spread in 0 to 1, for the jitter
     * @param listener called on the thread that brought the result; must be quick
     */
    public HealthBoard(
            Judgement judgement, InstantSource clock, DoubleSupplier random, Consumer<VerdictChange> listener) {
        this.judgement = judgement;
        this.clock = clock;
        this.random = random;
        this.listener = listener;
    }

    /** Makes these the backends that are judged. What is known of those that stay is kept; of new ones nothing is. */
    public void replace(List<Backend> backends) {
        for (Backend backend : backends) {
            health.computeIfAbsent(backend.id(), id -> BackendHealth.unverified(clock.instant()));
        }
        Map<BackendId, Backend> listed = new HashMap<>();
        backends.forEach(backend -> listed.put(backend.id(), backend));
        health.keySet().retainAll(listed.keySet());
    }

    /**
     * Holds those for up that serve already and that no check has judged yet; a verdict stands.
     *
     * @param serving where HAProxy sends the sessions of each
     * @return whether there was one
     */
    public boolean adopt(Map<BackendId, InetAddress> serving) {
        boolean any = false;
        for (Map.Entry<BackendId, InetAddress> one : serving.entrySet()) {
            BackendHealth before = health.get(one.getKey());
            any |= before != null
                    && before.state() instanceof HealthState.Unverified
                    && health.replace(one.getKey(), before, BackendHealth.adopted(clock.instant(), one.getValue()));
        }
        return any;
    }

    /** Judges by these numbers from the next check on. */
    public void judgeBy(Judgement next) {
        judgement = next;
    }

    @Override
    public Duration onResult(Backend backend, ProbeResult result) {
        BackendHealth before = health.get(backend.id());
        if (before == null) {
            // Taken out of the registry while its check was in flight.
            return backend.check().schedule().interval();
        }
        BackendHealth after = before.after(result, clock.instant(), judgement.thresholds());
        health.replace(backend.id(), after);
        if (!after.verdict().equals(before.verdict())) {
            listener.accept(new VerdictChange(backend, before.verdict(), after.verdict()));
        }
        return judgement
                .cadence()
                .delay(after.state(), backend.check().schedule().interval(), random.getAsDouble());
    }

    /** What is known of that backend now; empty: it is not in the registry. */
    public Optional<BackendHealth> of(BackendId backend) {
        return Optional.ofNullable(health.get(backend));
    }

    /** What is known of every backend now: a copy. */
    public Map<BackendId, BackendHealth> snapshot() {
        return Map.copyOf(health);
    }

    /** The verdicts alone, as the plan needs them: a copy. */
    public Map<BackendId, Verdict> verdicts() {
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        health.forEach((id, known) -> verdicts.put(id, known.verdict()));
        return verdicts;
    }
}
