package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.bolabaden.outrider.probe.ProbeListener;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.JudgementRules;
import org.bolabaden.outrider.registry.NodeSettings;

/**
 * Keeps the health of every backend that the registry lists, and tells one listener of every change of a verdict.
 *
 * <p>Results arrive on the probe loop's thread, one at a time; answers of witnesses and {@link #replace} may come from
 * others, and wait for each other. Readers see each backend whole and never wait: all of them swap immutable values in a
 * concurrent map.
 */
public final class HealthBoard implements ProbeListener {
    private static final int OTHERS = 4;

    private final InstantSource clock;
    private final DoubleSupplier random;
    private final Consumer<VerdictChange> listener;
    private final Inquiry inquiry;
    private final IsolationWatch watch;
    private final Map<BackendId, BackendHealth> health = new ConcurrentHashMap<>();
    private Map<BackendId, Backend> listed = Map.of();
    private volatile Judgement judgement;
    private volatile Attention attention = Attention.CLOSE;

    /**
     * The numbers that verdicts and pace follow.
     *
     * @param thresholds how much evidence a verdict needs
     * @param cadence how soon the next check comes
     * @param flap how flapping is damped; empty: it is not
     * @param guarded whether the isolation guard is on
     */
    public record Judgement(
            Thresholds thresholds, Cadence cadence, Optional<JudgementRules.FlapDamping> flap, boolean guarded) {
        /** As the node's settings give them. */
        public static Judgement of(NodeSettings.HealthChecks settings) {
            JudgementRules rules = settings.judgement();
            return new Judgement(
                    new Thresholds(settings.consecutiveFailures(), settings.recovery()),
                    new Cadence(settings.fastInterval(), settings.jitter(), rules.slowPace()),
                    rules.flap(),
                    rules.isolation().isPresent());
        }

        BackendHealth.Rules rules(boolean elsewhere) {
            return new BackendHealth.Rules(thresholds, flap, guarded && elsewhere);
        }
    }

    /**
     * Creates an empty board that nobody guards against isolation.
     *
     * @param random evenly spread in 0 to 1, for the jitter
     * @param listener called on the thread that brought the news; must be quick, and must not wait for who uses the board
     */
    public HealthBoard(
            Judgement judgement, InstantSource clock, DoubleSupplier random, Consumer<VerdictChange> listener) {
        this(judgement, clock, random, listener, Inquiry.NONE);
    }

    /**
     * Creates an empty board.
     *
     * @param inquiry looks at the world outside
     */
    public HealthBoard(
            Judgement judgement,
            InstantSource clock,
            DoubleSupplier random,
            Consumer<VerdictChange> listener,
            Inquiry inquiry) {
        this.judgement = judgement;
        this.clock = clock;
        this.random = random;
        this.listener = listener;
        this.inquiry = inquiry;
        this.watch = new IsolationWatch(inquiry);
    }

    /** Makes these the backends that are judged. What is known of those that stay is kept; of new ones nothing is. */
    public synchronized void replace(List<Backend> backends) {
        Map<BackendId, Backend> next = new HashMap<>();
        for (Backend backend : backends) {
            next.put(backend.id(), backend);
            health.computeIfAbsent(backend.id(), id -> BackendHealth.unverified(clock.instant()));
        }
        listed = next;
        health.keySet().retainAll(next.keySet());
        watch.retain(next.keySet(), clock.instant());
    }

    /**
     * Holds those for up that serve already and that no check has judged yet; a verdict stands.
     *
     * @param serving where HAProxy sends the sessions of each
     * @return whether there was one
     */
    public synchronized boolean adopt(Map<BackendId, InetAddress> serving) {
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
    public synchronized void judgeBy(Judgement next) {
        judgement = next;
        if (!next.guarded()) {
            watch.off(clock.instant());
        }
    }

    @Override
    public synchronized Duration onResult(Backend backend, ProbeResult result) {
        BackendId id = backend.id();
        BackendHealth known = health.get(id);
        Duration interval = backend.check().schedule().interval();
        if (known == null) {
            // Taken out of the registry while its check was in flight.
            return interval;
        }
        Instant now = clock.instant();
        // A pass while nobody waits for a sign, which is nearly all there is, is spared the question.
        boolean matters = watch.waits() || Sign.silent(result);
        boolean elsewhere = judgement.guarded() && matters && elsewhere(backend, result, known);
        if (elsewhere && watch.waits()) {
            Sign.of(id.endpoint().host(), result, now).ifPresent(this::heard);
        }
        // A sign may have changed what was known of this very backend.
        BackendHealth before = health.getOrDefault(id, known);
        BackendHealth after = before.after(result, now, judgement.rules(elsewhere));
        put(backend, before, after);
        if (elsewhere && (after.unheard() || before.unheard())) {
            watch.judged(id, after, now, this::hosts);
        }
        Duration lasting = Duration.between(after.verdict().since(), now);
        double chance = random.getAsDouble();
        Duration usual = judgement.cadence().delay(after.state(), lasting, interval, chance);
        return after.settled()
                .flatMap(status -> attention.pace(id, status))
                .map(seldom -> judgement.cadence().seldom(seldom, usual, chance))
                .orElse(usual);
    }

    /** Watches as closely as that says from the next check on. */
    public void attend(Attention next) {
        attention = next;
    }

    /** Another host answered: a backend's, or a witness. Any thread. */
    public synchronized void heard(Sign sign) {
        if (!watch.waits()) {
            return;
        }
        Instant now = clock.instant();
        for (BackendId id : watch.unheard()) {
            BackendHealth before = health.get(id);
            Backend backend = listed.get(id);
            if (before != null && backend != null) {
                put(backend, before, before.heard(sign, now, judgement.rules(true)));
            }
        }
        watch.heard(sign, now, id -> {
            BackendHealth after = health.get(id);
            return after != null && after.unheard();
        });
    }

    private boolean elsewhere(Backend backend, ProbeResult result, BackendHealth known) {
        return inquiry.elsewhere(
                backend, result.address().map(InetSocketAddress::getAddress).or(known.verdict()::address));
    }

    private void put(Backend backend, BackendHealth before, BackendHealth after) {
        health.replace(backend.id(), after);
        if (!after.verdict().equals(before.verdict())) {
            listener.accept(new VerdictChange(backend, before.verdict(), after.verdict()));
        }
    }

    /** The hosts of all backends that are not on this machine, sorted. */
    private Collection<String> hosts() {
        Set<String> hosts = new TreeSet<>();
        listed.forEach((id, backend) -> {
            BackendHealth known = health.get(id);
            if (known != null && inquiry.elsewhere(backend, known.verdict().address())) {
                hosts.add(id.endpoint().host());
            }
        });
        return hosts;
    }

    /**
     * Whom to ask whether the network works: backends on other hosts that are not silent themselves and answered last
     * time, one a host, at most {@value #OTHERS}.
     */
    public synchronized List<BackendId> others() {
        Set<String> hosts = new HashSet<>();
        List<BackendId> others = new ArrayList<>();
        for (Map.Entry<BackendId, Backend> entry : listed.entrySet()) {
            BackendHealth known = health.get(entry.getKey());
            if (others.size() < OTHERS
                    && known != null
                    && known.last().filter(last -> !Sign.silent(last)).isPresent()
                    && inquiry.elsewhere(entry.getValue(), known.verdict().address())
                    && hosts.add(entry.getKey().endpoint().host())) {
                others.add(entry.getKey());
            }
        }
        return others;
    }

    /** Whether this node seems to be cut off; empty: it does not. */
    public Optional<Isolation> isolation() {
        return watch.isolation();
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
