package org.bolabaden.outrider.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A backend on the schedule, or one that somebody asked about once. In exactly one of four places: among the due ones
 * (idle), waiting for its name, waiting for a free connection, or in flight. So no two checks of it ever run at once.
 *
 * <p>Confined to the loop's thread.
 */
final class Target extends DueQueue.Entry {
    CheckPlan plan;
    /** Whether it goes on after the check that runs; false: somebody asked once. */
    boolean regular;
    /** Set on one more check beside the regular ones of a suspected backend: reported, and not repeated. */
    final @Nullable Target echoOf;
    /** Its echoes that are not over yet. */
    final List<Target> echoes = new ArrayList<>(0);
    /** Set on one of several checks that are one. */
    final @Nullable Round partOf;
    /** What it waits for, if it is under way. */
    @Nullable
    Deadline underWay;

    Instant startedAt = Instant.EPOCH;
    long startedNanos;
    long dueNanos;
    long dnsNanos;
    final List<CompletableFuture<ProbeResult>> askers = new ArrayList<>(0);

    private Optional<InetSocketAddress> address;
    private boolean loopback;

    Target(CheckPlan plan, boolean regular) {
        this(plan, regular, null, null, plan.literal);
    }

    private Target(
            CheckPlan plan,
            boolean regular,
            @Nullable Target echoOf,
            @Nullable Round partOf,
            Optional<InetSocketAddress> address) {
        this.plan = plan;
        this.regular = regular;
        this.echoOf = echoOf;
        this.partOf = partOf;
        this.address = address;
        this.loopback = isLoopback(address);
    }

    /** One more check of the same backend at the same place. */
    Target echo() {
        Target echo = new Target(plan, false, this, null, address);
        echoes.add(echo);
        return echo;
    }

    /** One of several checks that are one. */
    static Target part(Round round, CheckPlan plan, Optional<InetSocketAddress> address) {
        return new Target(plan, false, null, round, address);
    }

    /** Itself, or the whole that it is part of. */
    Target whole() {
        return partOf == null ? this : partOf.target.whole();
    }

    /** Where to connect to; empty: not resolved yet. */
    Optional<InetSocketAddress> address() {
        return address;
    }

    /** What a result says of the address asked: nothing if another host than the traffic's is checked, for sessions are sent there. */
    Optional<InetSocketAddress> reported(Optional<InetSocketAddress> asked) {
        return plan.backend.check().common().address().isPresent() ? Optional.empty() : asked;
    }

    /** Whether that is this very machine. */
    boolean loopback() {
        return loopback;
    }

    /** Takes the address; the same object stays as long as it is the same, as it goes into every result. */
    void resolved(InetAddress resolved) {
        if (address.isEmpty() || !address.get().getAddress().equals(resolved)) {
            address = Optional.of(new InetSocketAddress(resolved, plan.address.port()));
            loopback = isLoopback(address);
        }
    }

    /** Goes on by another plan; the address that served stays the one to prefer where the name is the same. */
    void change(CheckPlan other) {
        boolean stays = other.literal.isEmpty() && other.address.equals(plan.address);
        plan = other;
        address = stays ? address : other.literal;
        loopback = isLoopback(address);
    }

    private static boolean isLoopback(Optional<InetSocketAddress> address) {
        return address.isPresent() && address.get().getAddress().isLoopbackAddress();
    }

    @Override
    public String toString() {
        return plan.backend.toString();
    }
}
