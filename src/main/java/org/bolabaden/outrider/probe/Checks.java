package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.ProbeResult.Timings;
import org.bolabaden.outrider.process.Commands;
import org.jspecify.annotations.Nullable;

/**
 * The way of a check: due, its name resolved, a connection free, exchanged, reported, due again. Confined to the loop's
 * thread.
 */
final class Checks implements Executions.Owner {
    /** Starts in one turn of the loop: what is in flight wants its bytes read in between. */
    private static final int BURST = 64;

    private static final Timings NOTHING_TOOK_TIME = new Timings(0, 0, 0, 0, 0);

    private final Roster roster;
    private final DueQueue<Deadline> deadlines = new DueQueue<>();
    private final Admission sockets;
    private final ExchangeHost host;
    private final Resolver resolver;
    private final Reports reports;
    private final Limits limits;
    private final Executions executions;

    Checks(int maxConcurrent, ExchangeHost host, Resolver resolver, Commands commands, Reports reports, Limits limits) {
        this.sockets = new Admission(maxConcurrent);
        this.host = host;
        this.resolver = resolver;
        this.reports = reports;
        this.limits = limits;
        this.executions = new Executions(commands, host::post, this);
        this.roster = new Roster(this::abort, RandomGenerator.getDefault());
    }

    Roster roster() {
        return roster;
    }

    int open() {
        return sockets.taken() + executions.running();
    }

    int waiting() {
        return sockets.waiting() + executions.waiting();
    }

    /** How long nothing needs to be done unless a socket gets ready, in nanoseconds; at most {@code longest}. */
    long idle(long now, long longest) {
        long idle = longest;
        Target due = roster.first();
        if (due != null) {
            idle = Math.min(idle, due.at() - now);
        }
        Deadline deadline = deadlines.first();
        if (deadline != null) {
            idle = Math.min(idle, deadline.at() - now);
        }
        return Math.max(0, executions.idle(now, sockets.idle(now, idle)));
    }

    /** Gives everything under way as much longer as we ourselves stood still. */
    void forgive(long nanos) {
        deadlines.postpone(nanos);
    }

    /** Ends what took too long, then starts what is due. To be called after all ready bytes were read. */
    void run(long now) {
        for (Deadline late = deadlines.poll(now); late != null; late = deadlines.poll(now)) {
            late.strike(now);
        }
        for (int begun = 0; begun < BURST; begun++) {
            Target target = roster.poll(now);
            if (target == null) {
                break;
            }
            begin(target, now);
        }
        for (int opened = 0; opened < BURST; opened++) {
            Target target = sockets.next(now);
            if (target == null) {
                break;
            }
            connect(target);
        }
        executions.run(now);
        limits.look(now);
    }

    /** An exchange is over; null: it passed. */
    void ended(Exchange exchange, @Nullable FailureReason failure) {
        deadlines.remove(exchange);
        sockets.release();
        Target target = exchange.target;
        if (failure != null && limits.mayHaveSpoilt(exchange, failure)) {
            putOff(target, "cannot read a file: " + failure);
            return;
        }
        report(target, exchange.result(failure));
    }

    @Override
    public void begun(Execution execution) {
        begun(execution, execution.openedNanos);
    }

    @Override
    public void ended(Execution execution, Commands.Result result) {
        Target target = execution.target;
        if (target.underWay != execution) {
            return;
        }
        deadlines.remove(execution);
        target.underWay = null;
        long now = host.now();
        if (ExternalCommand.overburdened(result)) {
            executions.postpone(target, now);
            limits.met("cannot start a process", now);
            return;
        }
        long total = target.dnsNanos + now - execution.openedNanos;
        report(
                target,
                new ProbeResult(
                        target.startedAt,
                        new Timings(target.dnsNanos, 0, 0, 0, total),
                        ExternalCommand.judge(result),
                        target.reported(target.address()),
                        0,
                        Observed.said(ExternalCommand.said(result))));
    }

    /** Takes the deadline off while work of our own runs; returns what was left of it. */
    long suspend(Exchange exchange) {
        deadlines.remove(exchange);
        return exchange.at() - host.now();
    }

    void resume(Exchange exchange, long left) {
        if (exchange.target.underWay == exchange) {
            deadlines.schedule(exchange, host.now() + left);
            exchange.ready();
        }
    }

    /** Goes on, on another connection; without a socket for it the whole check starts again, late. */
    void reconnect(Exchange exchange, Conversation.Source next) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(family(exchange.address));
        } catch (IOException e) {
            abort(exchange.target);
            refused(exchange.target, e);
            return;
        }
        exchange.restart(channel, next);
    }

    /** Drops a check without a result, and whatever it is part of; it is due again after an interval. */
    void drop(Target someTarget, long now) {
        Target target = someTarget.whole();
        abort(target);
        roster.schedule(target, now + target.plan.intervalNanos);
    }

    /** Drops everything under way without a result; all are due again after an interval. */
    void restart(long now) {
        sockets.clear();
        executions.clear();
        for (Target target : List.copyOf(roster.targets())) {
            roster.dropEchoes(target);
            if (!target.scheduled()) {
                drop(target, now);
            }
        }
    }

    /** Ends everything for good. */
    void close() {
        roster.targets().forEach(roster::dropEchoes);
        roster.targets().forEach(this::abort);
    }

    private void begin(Target target, long now) {
        target.startedNanos = now;
        target.dnsNanos = 0;
        if (target.plan.literal.isPresent()) {
            arrived(target, now);
            return;
        }
        switch (resolver.find(target.plan.address.host(), now)) {
            case Resolver.Answer.Pending pending -> await(target, pending.lookup(), now);
            case Resolver.Answer known -> answered(target, known, now);
        }
    }

    private void await(Target target, Resolver.Lookup lookup, long now) {
        NameWait wait = new NameWait(
                target,
                lookup,
                deadlines,
                late -> unresolved(late, lookup.begun() ? "timeout" : Resolver.NOT_ASKED, host.now()),
                now);
        target.underWay = wait;
        deadlines.schedule(wait, now + target.plan.timeoutNanos);
        lookup.whenDone(() -> {
            if (target.underWay != wait) {
                return;
            }
            target.underWay = null;
            deadlines.remove(wait);
            long then = host.now();
            target.dnsNanos = wait.nanos(then);
            answered(target, resolver.find(target.plan.address.host(), then), then);
        });
    }

    private void answered(Target target, Resolver.Answer answer, long now) {
        switch (answer) {
            case Resolver.Answer.Found found -> resolved(target, found.addresses(), now);
            case Resolver.Answer.Failed failed -> unresolved(target, failed.word(), now);
            case Resolver.Answer.Pending pending -> unresolved(target, "failed", now);
        }
    }

    private void resolved(Target target, List<InetAddress> addresses, long now) {
        if (addresses.size() > 1) {
            start(Round.ofAddresses(target, addresses), now);
        } else {
            target.resolved(addresses.getFirst());
            arrived(target, now);
        }
    }

    private void start(Round round, long now) {
        Target whole = round.target;
        whole.underWay = round;
        whole.startedAt = Instant.now();
        for (Target member : round.open()) {
            if (whole.underWay != round) {
                // One of them failed at once, and that decided it.
                return;
            }
            member.dueNanos = whole.dueNanos;
            member.startedNanos = whole.startedNanos;
            member.dnsNanos = whole.dnsNanos;
            if (member.address().isPresent()) {
                arrived(member, now);
            } else {
                begin(member, now);
            }
        }
    }

    private void arrived(Target target, long now) {
        if (!target.plan.parts.isEmpty()) {
            start(Round.ofParts(target), now);
        } else if (target.plan.runsCommand()) {
            executions.add(target);
        } else {
            sockets.add(target);
        }
    }

    private void unresolved(Target target, String word, long now) {
        target.underWay = null;
        if (word.equals(Resolver.NOT_ASKED)) {
            putOff(target, "cannot look up " + target.plan.address.host());
            return;
        }
        target.startedAt = Instant.now();
        long nanos = now - target.startedNanos;
        Timings timings = new Timings(nanos, 0, 0, 0, nanos);
        report(
                target,
                new ProbeResult(target.startedAt, timings, Optional.of(FailureReasons.dns(word)), Optional.empty(), 0));
    }

    /** It counts for nobody, and is made again after an interval. */
    private void putOff(Target target, String why) {
        long now = host.now();
        target.underWay = null;
        limits.met(why, now);
        drop(target, now);
    }

    private void connect(Target target) {
        SelectableChannel channel;
        try {
            channel = target.plan.overDatagrams()
                    ? DatagramChannel.open(family(target.address()))
                    : SocketChannel.open(family(target.address()));
        } catch (IOException e) {
            sockets.release();
            refused(target, e);
            return;
        } catch (UnsupportedOperationException e) {
            sockets.release();
            target.startedAt = Instant.now();
            // An IPv6 address on a machine without IPv6.
            report(
                    target,
                    new ProbeResult(
                            target.startedAt,
                            NOTHING_TOOK_TIME,
                            Optional.of(new FailureReason(Kind.UNREACHABLE)),
                            target.reported(target.address()),
                            0));
            return;
        }
        Exchange exchange = new Exchange(target, target.address(), channel, host);
        begun(exchange, exchange.openedNanos);
        exchange.start();
    }

    /** Whatever refuses a socket before an address is named is a limit of ours: EMFILE, ENFILE, ENOBUFS. */
    private void refused(Target target, IOException e) {
        long now = host.now();
        sockets.refused(target, now);
        limits.outOfDescriptors("cannot open a socket: " + e.getMessage(), now);
    }

    private void begun(Deadline underWay, long opened) {
        Target target = underWay.target;
        target.underWay = underWay;
        target.startedAt = Instant.now();
        long late = opened - target.dueNanos - target.dnsNanos;
        // What waits for our own limits has not started yet: the next is due from here.
        target.startedNanos = opened - target.dnsNanos;
        target.whole().startedNanos = target.startedNanos;
        deadlines.schedule(underWay, target.startedNanos + target.plan.timeoutNanos);
        reports.started(target, Math.max(0, late));
    }

    /** Without it the JDK opens IPv6 sockets for IPv4 too, which cost more system calls. */
    private static ProtocolFamily family(Optional<InetSocketAddress> address) {
        boolean v6 = address.orElseThrow().getAddress() instanceof Inet6Address;
        return v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private void report(Target target, ProbeResult result) {
        target.underWay = null;
        if (!result.passed()) {
            resolver.doubt(target.plan.address.host());
        }
        Round round = target.partOf;
        if (round != null) {
            ProbeResult whole = round.ended(target, result);
            if (whole != null) {
                round.open().forEach(this::abort);
                report(round.target, whole);
            }
            return;
        }
        long delay = reports.finished(target, result);
        if (target.regular) {
            roster.schedule(target, target.startedNanos + delay);
        } else {
            roster.forget(target);
        }
    }

    private void abort(Target target) {
        Deadline underWay = target.underWay;
        if (underWay == null) {
            sockets.remove(target);
            executions.remove(target);
            return;
        }
        target.underWay = null;
        deadlines.remove(underWay);
        if (underWay instanceof Exchange) {
            sockets.release();
        }
        if (underWay instanceof Round round) {
            round.open().forEach(this::abort);
        }
        underWay.abandon();
    }
}
