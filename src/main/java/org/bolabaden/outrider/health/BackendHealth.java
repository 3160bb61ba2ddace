package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;

/**
 * All that is known of one backend's health: immutable, replaced with each check.
 *
 * @param state of the fall/rise machine
 * @param verdict what follows from it
 * @param last the last check; empty: none yet
 * @param transitions how often the verdict became up and down since this process knows it
 * @param latency how fast it answers
 * @param flap its penalty for coming and going
 * @param silence the row of silent failures that it is in while it is up; empty: none, or nobody guards it
 */
public record BackendHealth(
        HealthState state,
        Verdict verdict,
        Optional<ProbeResult> last,
        Transitions transitions,
        Latency latency,
        Flap flap,
        Optional<Silence> silence) {

    /**
     * What a check is judged by.
     *
     * @param thresholds how much evidence a verdict needs
     * @param flap how flapping is damped; empty: it is not
     * @param guarded whether silent failures count only when the network is known to work
     */
    record Rules(Thresholds thresholds, Optional<FlapDamping> flap, boolean guarded) {}

    /**
     * Edges counted.
     *
     * @param up to up
     * @param down to down; one that is held and fails is no news, and is not counted
     */
    public record Transitions(long up, long down) {
        static final Transitions NONE = new Transitions(0, 0);

        private Transitions and(Verdict.Status from, Verdict.Status to) {
            return switch (to) {
                case UP -> from == to ? this : new Transitions(up + 1, down);
                case DOWN -> from == to || from == Verdict.Status.HELD ? this : new Transitions(up, down + 1);
                case HELD, UNVERIFIED -> this;
            };
        }
    }

    /** Until when the certificate is valid that the last check saw; empty: it spoke no TLS, or did not come that far. */
    public Optional<Instant> certificateExpiry() {
        return last.flatMap(check -> check.observed().certificateExpiry());
    }

    /** A backend of which nothing is known: no traffic before its first passed check. */
    public static BackendHealth unverified(Instant now) {
        return begun(
                new HealthState.Unverified(),
                new Verdict(
                        Verdict.Status.UNVERIFIED,
                        now,
                        "no check has finished yet",
                        Optional.empty(),
                        Rule.FIRST_CHECK,
                        Evidence.NONE));
    }

    /**
     * A backend that was serving when we started: it stays until checks say otherwise.
     *
     * @param address where HAProxy sends its sessions
     */
    public static BackendHealth adopted(Instant now, InetAddress address) {
        return begun(
                new HealthState.Up(),
                new Verdict(
                        Verdict.Status.UP,
                        now,
                        "it was serving when Outrider started",
                        Optional.of(address),
                        Rule.ADOPTED,
                        Evidence.NONE));
    }

    private static BackendHealth begun(HealthState state, Verdict verdict) {
        return new BackendHealth(
                state, verdict, Optional.empty(), Transitions.NONE, Latency.UNKNOWN, Flap.NONE, Optional.empty());
    }

    /**
     * What is known after one more check, by rise and fall alone.
     *
     * @param result what it saw
     * @param finished when it ended
     */
    public BackendHealth after(ProbeResult result, Instant finished, Thresholds thresholds) {
        return after(result, finished, new Rules(thresholds, Optional.empty(), false));
    }

    /** What is known after one more check. */
    BackendHealth after(ProbeResult result, Instant finished, Rules rules) {
        HealthState next = state.next(result.passed(), rules.thresholds());
        Optional<Silence> row = Optional.empty();
        if (rules.guarded() && state.status() == Verdict.Status.UP && Sign.silent(result)) {
            Silence silent = silence.orElseGet(() -> Silence.begun(finished, verdict));
            if (next.status() == Verdict.Status.DOWN) {
                Silence.Weight weight = silent.weight(result.at());
                if (weight == Silence.Weight.WORTHLESS) {
                    // The network came back meanwhile: this one is the first of a new row.
                    silent = Silence.begun(finished, silent.before());
                    next = new HealthState.Up().next(false, rules.thresholds());
                }
                boolean counts = weight == Silence.Weight.COUNTS;
                next = counts || next.status() == Verdict.Status.UP ? next : new HealthState.Suspected();
            }
            row = next.status() == Verdict.Status.UP ? Optional.of(silent) : Optional.empty();
        }
        return moved(next, row, result, finished, rules);
    }

    /**
     * What is known after another host was heard. Takes a suspected backend down, or clears it of suspicion; of any other
     * the sign is kept for when its row of failures is judged.
     */
    BackendHealth heard(Sign sign, Instant now, Rules rules) {
        if (silence.isEmpty() || last.isEmpty()) {
            return this;
        }
        Silence row = silence.get().with(sign);
        if (!(state instanceof HealthState.Suspected)) {
            return new BackendHealth(state, verdict, last, transitions, latency, flap, Optional.of(row));
        }
        return switch (row.weight(last.get().at())) {
            case UNKNOWN -> this;
            case COUNTS -> moved(new HealthState.Down(), Optional.empty(), last.get(), now, rules);
            case WORTHLESS -> {
                Verdict as = row.before().at(verdict.address());
                yield new BackendHealth(new HealthState.Up(), as, last, transitions, latency, flap, Optional.empty());
            }
        };
    }

    private BackendHealth moved(HealthState next, Optional<Silence> row, ProbeResult result, Instant now, Rules rules) {
        Latency measured = next.status() == Verdict.Status.DOWN ? Latency.UNKNOWN : latency.after(result);
        Flap flapped = flap.after(Flap.Step.of(state, next), now, rules.flap());
        Verdict judged = new Ruling(this, next, flapped, result, rules).at(now);
        judged = judged.at(address(result, judged));
        Transitions counted = transitions.and(verdict.status(), judged.status());
        return new BackendHealth(next, judged, Optional.of(result), counted, measured, flapped, row);
    }

    private Optional<InetAddress> address(ProbeResult result, Verdict judged) {
        boolean adopted = verdict.adopted()
                || silence.filter(row -> row.before().adopted()).isPresent();
        // Where HAProxy sends sessions is no worse than where a check has just failed.
        return adopted && judged.up() && !result.passed()
                ? verdict.address()
                : result.address().map(InetSocketAddress::getAddress).or(verdict::address);
    }

    /** The status, while nothing speaks against it: up after a passed check, down after a failed one; empty: not so. */
    Optional<Verdict.Status> settled() {
        boolean up = state instanceof HealthState.Up && verdict.status() == Verdict.Status.UP;
        boolean down = state instanceof HealthState.Down;
        return up || down ? Optional.of(verdict.status()) : Optional.empty();
    }

    /** Whether nobody was heard since it fell silent. */
    boolean unheard() {
        return silence.filter(row -> row.worked().isEmpty()).isPresent();
    }

    /** When it came back after having been down; empty: it is not up, or was never seen to be anything else. */
    public Optional<Instant> recovered() {
        return verdict.up() && transitions.down() > 0 ? Optional.of(verdict.since()) : Optional.empty();
    }
}
