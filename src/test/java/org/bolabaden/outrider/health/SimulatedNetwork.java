package org.bolabaden.outrider.health;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;

/**
 * A board, the backends that it judges and the network between, on a clock of its own: what happens next is taken from a
 * queue, so that a minute takes milliseconds and the same seed gives the same run.
 *
 * <p>A host named {@code node…} is elsewhere, {@code 127.…} is not.
 */
final class SimulatedNetwork implements Inquiry {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final double TIMEOUT = 0.5;
    private static final double TOGETHER = 0.05;

    final HealthBoard board;
    final List<VerdictChange> changes = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    private final Random random;
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final Map<BackendId, Target> targets = new HashMap<>();
    private final Set<String> deadHosts = new HashSet<>();
    private final Set<String> refusingHosts = new HashSet<>();
    private final List<String> witnesses = new ArrayList<>();
    private double roundTrip = 0.002;
    private double now;
    private boolean cut;
    private boolean linkDown;
    private boolean asking;
    private double askedAt = -1;
    private long order;

    private record Happening(double at, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = Double.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final class Target {
        private final Backend backend;
        private long schedule;
        private boolean underWay;

        Target(Backend backend) {
            this.backend = backend;
        }
    }

    SimulatedNetwork(long seed, Judgement judgement, List<Backend> backends) {
        random = new Random(seed);
        board = new HealthBoard(judgement, () -> time(now), random::nextDouble, this::changed, this);
        board.replace(backends);
        backends.forEach(backend -> {
            Target target = new Target(backend);
            targets.put(backend.id(), target);
            check(target, random.nextDouble() * 0.1);
        });
    }

    SimulatedNetwork(long seed, List<Backend> backends) {
        this(seed, Judgement.of(HealthChecks.DEFAULT), backends);
    }

    private static Instant time(double seconds) {
        return START.plusNanos((long) (seconds * 1e9));
    }

    private void changed(VerdictChange change) {
        if (change.before().status() != change.after().status()) {
            changes.add(change);
        }
    }

    /** Packets are dropped on this node's own link, or it is down and says so at once. */
    void cut(boolean down) {
        cut = true;
        linkDown = down;
    }

    void heal() {
        cut = false;
        linkDown = false;
    }

    void die(String host) {
        deadHosts.add(host);
    }

    void refuse(String host) {
        refusingHosts.add(host);
    }

    SimulatedNetwork witness(String host) {
        witnesses.add(host);
        return this;
    }

    SimulatedNetwork roundTrip(double seconds) {
        roundTrip = seconds;
        return this;
    }

    double now() {
        return now;
    }

    /** Lets so many seconds pass. */
    SimulatedNetwork run(double seconds) {
        double end = now + seconds;
        while (!queue.isEmpty() && queue.peek().at <= end) {
            Happening next = queue.poll();
            now = Math.max(now, next.at);
            next.what.run();
        }
        now = end;
        return this;
    }

    private void at(double when, Runnable what) {
        queue.add(new Happening(when, order++, what));
    }

    private void check(Target target, double when) {
        long schedule = ++target.schedule;
        at(when, () -> {
            if (target.schedule == schedule) {
                target.underWay = true;
                double began = now;
                ask(target.backend.id().endpoint().host(), result -> {
                    target.underWay = false;
                    Duration delay = board.onResult(target.backend, result);
                    check(target, Math.max(now, began + delay.toNanos() / 1e9));
                });
            }
        });
    }

    /** What an exchange with the host comes to; it needs the network as it starts and as the answer comes. */
    private void ask(String host, java.util.function.Consumer<ProbeResult> then) {
        double began = now;
        boolean local = host.startsWith("127.");
        double trip = local ? 0.0002 : roundTrip * (0.5 + random.nextDouble());
        if (linkDown && !local) {
            at(now + 0.0001, () -> then.accept(result(began, host, Kind.UNREACHABLE)));
            return;
        }
        boolean sent = local || !cut;
        at(began + trip, () -> {
            if (deadHosts.contains(host) || !sent || (cut && !local)) {
                at(began + TIMEOUT, () -> then.accept(result(began, host, Kind.CONNECT_TIMEOUT)));
            } else {
                then.accept(result(began, host, refusingHosts.contains(host) ? Kind.REFUSED : null));
            }
        });
    }

    private ProbeResult result(double began, String host, Kind failure) {
        return new ProbeResult(
                time(began),
                new ProbeResult.Timings(0, failure == null ? (long) ((now - began) * 1e9) : 0, 0, 0, 1),
                Optional.ofNullable(failure).map(FailureReason::new),
                Optional.of(new InetSocketAddress(
                        InetAddress.ofLiteral(host.startsWith("127.") ? host : "10.0.0." + host.replaceAll("\\D", "")),
                        80)),
                0);
    }

    @Override
    public boolean elsewhere(Backend backend, Optional<InetAddress> address) {
        return !backend.id().endpoint().host().startsWith("127.");
    }

    @Override
    public List<String> witnesses() {
        return witnesses;
    }

    @Override
    public void ask() {
        if (!asking) {
            asking = true;
            at(Math.max(now, askedAt + TOGETHER), this::askNow);
        }
    }

    private void askNow() {
        asking = false;
        askedAt = now;
        board.others().forEach(id -> {
            Target target = targets.get(id);
            if (target != null && !target.underWay) {
                check(target, now);
            }
        });
        witnesses.forEach(host ->
                ask(host, result -> Sign.of(host, result, time(now)).ifPresent(board::heard)));
    }

    @Override
    public void isolated(Isolation isolation) {
        events.add("isolated: " + isolation.reason());
    }

    @Override
    public void ended(Isolation isolation, String why) {
        events.add("isolation_ended: " + why);
    }
}
