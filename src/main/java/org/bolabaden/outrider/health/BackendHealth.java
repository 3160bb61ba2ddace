package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.probe.ProbeResult;

/**
 * All that is known of one backend's health: immutable, replaced with each check.
 *
 * @param state of the fall/rise machine
 * @param verdict what follows from it
 * @param last the last check; empty: none yet
 * @param transitions how often the verdict became up and down since this process knows it
 * @param latency how fast it answers
 */
public record BackendHealth(
        HealthState state, Verdict verdict, Optional<ProbeResult> last, Transitions transitions, Latency latency) {

    /**
     * Edges counted.
     *
     * @param up to up
     * @param down to down
     */
    public record Transitions(long up, long down) {
        static final Transitions NONE = new Transitions(0, 0);

        Transitions and(Verdict.Status to) {
            return switch (to) {
                case UP -> new Transitions(up + 1, down);
                case DOWN -> new Transitions(up, down + 1);
                case UNVERIFIED -> this;
            };
        }
    }

    /** A backend of which nothing is known: no traffic before its first passed check. */
    public static BackendHealth unverified(Instant now) {
        Verdict verdict = new Verdict(Verdict.Status.UNVERIFIED, now, "no check has finished yet", Optional.empty());
        return new BackendHealth(
                new HealthState.Unverified(), verdict, Optional.empty(), Transitions.NONE, Latency.UNKNOWN);
    }

    /**
     * A backend that was serving when we started: it stays until checks say otherwise.
     *
     * @param address where HAProxy sends its sessions
     */
    public static BackendHealth adopted(Instant now, InetAddress address) {
        Verdict verdict =
                new Verdict(Verdict.Status.UP, now, "it was serving when Outrider started", Optional.of(address), true);
        return new BackendHealth(new HealthState.Up(), verdict, Optional.empty(), Transitions.NONE, Latency.UNKNOWN);
    }

    /**
     * What is known after one more check.
     *
     * @param result what it saw
     * @param finished when it ended
     */
    public BackendHealth after(ProbeResult result, Instant finished, Thresholds thresholds) {
        HealthState next = state.next(result.passed(), thresholds);
        Latency measured = next.status() == Verdict.Status.DOWN ? Latency.UNKNOWN : latency.after(result);
        if (verdict.adopted() && !result.passed() && next.status() == verdict.status()) {
            // Where HAProxy sends sessions is no worse than where a check has just failed.
            return new BackendHealth(next, verdict, Optional.of(result), transitions, measured);
        }
        Optional<InetAddress> address =
                result.address().map(InetSocketAddress::getAddress).or(verdict::address);
        if (next.status() == verdict.status()) {
            Verdict same = new Verdict(verdict.status(), verdict.since(), verdict.reason(), address);
            return new BackendHealth(next, same, Optional.of(result), transitions, measured);
        }
        Verdict changed = new Verdict(next.status(), finished, reason(result, thresholds), address);
        return new BackendHealth(next, changed, Optional.of(result), transitions.and(next.status()), measured);
    }

    /** When it came back after having been down; empty: it is not up, or was never seen to be anything else. */
    public Optional<Instant> recovered() {
        return verdict.up() && transitions.down() > 0 ? Optional.of(verdict.since()) : Optional.empty();
    }

    private String reason(ProbeResult result, Thresholds thresholds) {
        boolean first = state instanceof HealthState.Unverified;
        if (result.passed()) {
            return first ? "its first check passed" : thresholds.rise() + " checks in a row passed";
        }
        String why = result.failure().map(Object::toString).orElse("failed");
        return first
                ? "its first check failed: " + why
                : thresholds.fall() + " checks in a row failed, the last: " + why;
    }
}
