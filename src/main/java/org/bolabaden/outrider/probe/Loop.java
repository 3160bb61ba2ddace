package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import jdk.net.ExtendedSocketOptions;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.BackendId;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that does everything: it waits for sockets, reads what is there, then looks at deadlines, then starts
 * what is due. In this order, so that an answer which came while we were kept from running (a collection of garbage, a
 * suspended machine) counts although its deadline has passed; and everything in flight gets the lost time back.
 */
final class Loop implements ExchangeHost, Runnable {
    /** It comes round this often with nothing to do, as a sign of life. */
    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

    /** With checks in flight more often, so that lost time is noticed while it is small. */
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

    /** Time lost in one turn that is not worth giving back. */
    private static final long NEGLIGIBLE = TimeUnit.MILLISECONDS.toNanos(5);

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(TlsWire.LARGEST_READ);
    private final Consumer<SelectionKey> whenReady = this::ready;
    private final Inbox inbox;
    private final TlsWorkers tls;
    private final Resolver resolver;
    private final Counters counters;
    private final Edge bugs;
    private final Checks checks;
    private final boolean delaysAcknowledgements;
    private volatile boolean closed;
    private volatile Selector selector;
    private long lastAwake;

    Loop(ProbeSettings settings, Workers workers, ProbeListener listener, Counters counters, EventSink events)
            throws IOException {
        this.inbox = new Inbox();
        this.tls = new TlsWorkers(workers.tls(), new TrustContexts(settings.tls()));
        Shortage shortage = new Shortage();
        this.resolver = new Resolver(
                new CarefulNames(workers.names(), shortage),
                workers.lookups(),
                workers.patient(),
                this::post,
                System::nanoTime);
        this.counters = counters;
        this.bugs = new Edge(events);
        this.selector = Selector.open();
        this.delaysAcknowledgements = knowsQuickAck();
        Reports reports = new Reports(listener, events, counters);
        this.checks = new Checks(
                settings.maxConcurrent(),
                this,
                resolver,
                workers.commands(),
                reports,
                new Limits(events, counters, shortage));
    }

    @Override
    public void run() {
        lastAwake = now();
        Throwable broken = null;
        while (!closed) {
            try {
                if (broken != null) {
                    complain(broken);
                    restart();
                    broken = null;
                }
                turn();
            } catch (Throwable bug) {
                // Errors too: without this loop nobody would notice a dead backend any more. Said and mended after a
                // pause, inside the try, as both may fail for the same reason (no memory, no descriptor).
                broken = bug;
                LockSupport.parkNanos(LONGEST_SLEEP);
            }
        }
        checks.close();
        closeSelector();
    }

    /** Any thread: makes those plans the schedule. */
    void schedule(List<CheckPlan> plans) {
        inbox.schedule(plans);
        selector.wakeup();
    }

    /** Any thread: has the backend checked soon. */
    void soon(BackendId id) {
        inbox.soon(id);
        selector.wakeup();
    }

    /** Any thread: has the backend checked several times in short succession. */
    void suspect(BackendId id, int checks, long spacing) {
        post(() -> roster().suspect(id, checks, spacing, now()));
    }

    /** Any thread: has each checked within that time. */
    void within(Collection<BackendId> ids, long nanos) {
        post(() -> roster().within(ids, nanos, now()));
    }

    @Override
    public void post(Runnable action) {
        inbox.work(action);
        selector.wakeup();
    }

    Roster roster() {
        return checks.roster();
    }

    /** Any thread: lets the loop end. */
    void close() {
        closed = true;
        selector.wakeup();
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Selector selector() {
        return selector;
    }

    @Override
    public boolean delaysAcknowledgements() {
        return delaysAcknowledgements;
    }

    @Override
    public ByteBuffer scratch() {
        return scratch;
    }

    @Override
    public Supplier<SSLEngine> tlsEngines(TlsPeer peer, int port) {
        return tls.engines(peer, port);
    }

    @Override
    public void offLoop(Exchange exchange, Runnable work) {
        long left = checks.suspend(exchange);
        tls.threads().execute(() -> {
            try {
                work.run();
            } finally {
                post(() -> checks.resume(exchange, left));
            }
        });
    }

    @Override
    public void reconnect(Exchange exchange, Conversation.Source next) {
        checks.reconnect(exchange, next);
    }

    @Override
    public void ended(Exchange exchange, @Nullable FailureReason failure) {
        checks.ended(exchange, failure);
    }

    private static boolean knowsQuickAck() throws IOException {
        try (SocketChannel any = SocketChannel.open()) {
            return any.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
        }
    }

    private void turn() throws IOException {
        long longest = checks.open() > 0 ? LONGEST_WAIT : LONGEST_SLEEP;
        long millis = (checks.idle(now(), longest) + 999_999) / 1_000_000;
        if (millis == 0) {
            selector.selectNow(whenReady);
        } else {
            selector.select(whenReady, millis);
        }
        long now = now();
        long lost = now - lastAwake - TimeUnit.MILLISECONDS.toNanos(millis);
        lastAwake = now;
        if (lost > NEGLIGIBLE) {
            checks.forgive(lost);
        }
        takeMessages(now);
        checks.run(now);
        counters.turn(now, checks.roster().size(), checks.open(), checks.waiting());
    }

    private void takeMessages(long now) {
        List<CheckPlan> plans = inbox.takeSchedule();
        if (plans != null) {
            checks.roster().replace(plans, now);
            Set<String> names = HashSet.newHashSet(plans.size());
            plans.forEach(plan -> plan.hosts().forEach(names::add));
            resolver.retain(names);
        }
        inbox.takeSoon().forEach(id -> checks.roster().soon(id, now));
        for (Runnable work = inbox.nextWork(); work != null; work = inbox.nextWork()) {
            work.run();
        }
    }

    private void ready(SelectionKey key) {
        Exchange exchange = (Exchange) key.attachment();
        try {
            exchange.ready();
        } catch (RuntimeException bug) {
            complain(bug);
            checks.drop(exchange.target, now());
        }
    }

    private void restart() throws IOException {
        checks.restart(now());
        closeSelector();
        selector = Selector.open();
        lastAwake = now();
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(Throwable bug) {
        bugs.seen(Event.error("probe_loop_failed").reason(bug.toString()), now());
    }
}
