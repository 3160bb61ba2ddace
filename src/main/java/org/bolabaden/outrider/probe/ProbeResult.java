package org.bolabaden.outrider.probe;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What one check saw.
 *
 * @param at when it started
 * @param timings how long its steps took
 * @param failure empty: it passed
 * @param address the address that was connected to, which is where sessions go too; empty: the name did not resolve, or
 *     the check asks another host than the traffic's
 * @param status the HTTP status that came back; 0: none
 * @param observed what else it saw
 */
public record ProbeResult(
        Instant at,
        Timings timings,
        Optional<FailureReason> failure,
        Optional<InetSocketAddress> address,
        int status,
        Observed observed) {
    // Nothing came back: the host may be dead, and so may the network. A name that is not resolved says nothing of the
    // host, and the resolver that says so may be this machine's own.
    private static final Set<FailureReason.Kind> SILENT =
            Set.of(FailureReason.Kind.CONNECT_TIMEOUT, FailureReason.Kind.UNREACHABLE, FailureReason.Kind.DNS);

    /** A check that saw nothing else. */
    public ProbeResult(
            Instant at,
            Timings timings,
            Optional<FailureReason> failure,
            Optional<InetSocketAddress> address,
            int status) {
        this(at, timings, failure, address, status, Observed.NOTHING);
    }

    /** Whether anything came from the backend's host, be it a refusal; not what a command says of it. */
    public boolean answered() {
        return !observed.unheard()
                && failure.map(FailureReason::kind).filter(SILENT::contains).isEmpty();
    }

    /** Whether the check passed. */
    public boolean passed() {
        return failure.isEmpty();
    }

    /**
     * Where the time went, in nanoseconds; a step that was not reached, or not needed, is 0.
     *
     * @param dns name resolution
     * @param connect TCP handshake
     * @param tls TLS handshake
     * @param firstByte from the request sent to the first byte of the answer
     * @param total from start to verdict
     */
    public record Timings(long dns, long connect, long tls, long firstByte, long total) {}

    @Override
    public String toString() {
        String outcome = failure.map(FailureReason::toString).orElse("passed");
        return outcome + " in " + timings.total() / 1_000 + " µs";
    }
}
