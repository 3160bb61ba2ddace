package org.bolabaden.outrider.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;

/**
 * A fleet of any size on a clock of its own: how many checks a backend gets, what the nodes tell each other, and how soon
 * each of them has taken a backend out that dies. Judgement, pace and duties are the program's own classes; the network, the
 * store and time are simulated. Prints one line of tab-separated figures for each size and way of exchange.
 */
public final class FleetSimulation {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final int OBSERVERS = 3;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long SETTLING = Duration.ofMinutes(20).toNanos();
    private static final long ANSWER = Duration.ofMillis(1).toNanos();
    private static final long TIMEOUT = Duration.ofMillis(500).toNanos();
    // The sidecar waits 50 ms for more news; store, message and question are some round trips.
    private static final long TOLD = Duration.ofMillis(55).toNanos();
    private static final long APART = Duration.ofMillis(2).toNanos();

    private final int size;
    private final boolean byStore;
    private final boolean hangs;
    private final Random random;
    private final Backend backend;
    private final Duties[] duties;
    private final Node[] nodes;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long deadSince = Long.MAX_VALUE;
    private long checks;
    private long order;

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** One sidecar, and what it has of the one backend. */
    private final class Node {
        private final int number;
        private final HealthBoard board;
        private Verdict.Status told = Verdict.Status.UP;
        private long downAt = -1;
        private boolean suspecting;
        private long nextRegular;
        private int turn;

        Node(int number) {
            this.number = number;
            board = new HealthBoard(
                    HealthBoard.Judgement.of(NodeSettings.HealthChecks.DEFAULT),
                    () -> EPOCH.plusNanos(now),
                    random::nextDouble,
                    change -> changed(change.after().status()));
            board.replace(List.of(backend));
            if (byStore) {
                board.attend((id, settled) -> duties[number].seldom(id).filter(seldom -> agree(settled)));
            }
        }

        private boolean agree(Verdict.Status settled) {
            return observers().allMatch(other -> nodes[other].told == settled);
        }

        private void changed(Verdict.Status status) {
            if (status == Verdict.Status.DOWN && downAt < 0) {
                downAt = now;
            }
            if (byStore && duties[number].observes(backend.id())) {
                later(TOLD, () -> tell(status));
            }
        }

        private void tell(Verdict.Status status) {
            told = status;
            for (Node other : nodes) {
                boolean down = status(other) == Verdict.Status.DOWN;
                if (other != this && down != (status == Verdict.Status.DOWN)) {
                    later((long) (APART * size * random.nextDouble()), other::suspect);
                }
            }
        }

        private void suspect() {
            if (!suspecting) {
                suspecting = true;
                long spacing = NodeSettings.HealthChecks.DEFAULT.fastInterval().toNanos() / 2;
                regular(now);
                later(spacing, this::echo);
                later(2 * spacing, () -> {
                    echo();
                    suspecting = false;
                });
            }
        }

        private void echo() {
            check(false, 0);
        }

        private void regular(long at) {
            nextRegular = at;
            int mine = ++turn;
            schedule(at, () -> check(true, mine));
        }

        private void check(boolean scheduled, int mine) {
            if (scheduled && mine != turn) {
                return;
            }
            checks++;
            long began = now;
            boolean dead = now >= deadSince;
            later(dead && hangs ? TIMEOUT : ANSWER, () -> {
                Duration delay = board.onResult(backend, result(began, dead));
                if (scheduled) {
                    regular(Math.max(now, began + delay.toNanos()));
                }
            });
        }

        private ProbeResult result(long began, boolean dead) {
            return new ProbeResult(
                    EPOCH.plusNanos(began),
                    new ProbeResult.Timings(0, 1, 0, 0, 1),
                    dead ? Optional.of(new FailureReason(FailureReason.Kind.REFUSED)) : Optional.empty(),
                    Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80)),
                    0);
        }
    }

    private FleetSimulation(int size, boolean byStore, boolean hangs, long seed) {
        this.size = size;
        this.byStore = byStore;
        this.hangs = hangs;
        this.random = new Random(seed);
        this.backend = backend((int) seed);
        this.duties = new Duties[size];
        Set<NodeName> all = IntStream.range(0, size).mapToObj(FleetSimulation::name).collect(Collectors.toSet());
        for (int i = 0; i < size; i++) {
            duties[i] = byStore ? Duties.of(name(i), all, List.of(backend), OBSERVERS) : Duties.ALL;
        }
        nodes = IntStream.range(0, size).mapToObj(Node::new).toArray(Node[]::new);
    }

    private static NodeName name(int number) {
        return new NodeName("node" + number);
    }

    private static Backend backend(int number) {
        Endpoint endpoint = new Endpoint("backend" + number, 8080);
        return new Backend(
                new BackendId(new ServiceName("site" + number), endpoint),
                new NodeName("elsewhere"),
                endpoint,
                false,
                Weight.DEFAULT,
                Optional.empty(),
                UpstreamTls.DEFAULT,
                new Check.Tcp(new Check.Schedule(INTERVAL, Duration.ofMillis(500))));
    }

    private IntStream observers() {
        return IntStream.range(0, size).filter(other -> duties[other].observes(backend.id()));
    }

    private Verdict.Status status(Node node) {
        return node.board.of(backend.id()).orElseThrow().verdict().status();
    }

    private void schedule(long at, Runnable what) {
        queue.add(new Due(at, order++, what));
    }

    private void later(long nanos, Runnable what) {
        schedule(now + nanos, what);
    }

    private void runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Due due = queue.poll();
            now = due.at();
            due.what().run();
        }
        now = end;
    }

    /** Steady state, then the fault: checks a second in between, and each node's time to take the backend out, in seconds. */
    private Outcome run() {
        for (Node node : nodes) {
            node.regular((long) (INTERVAL.toNanos() * random.nextDouble()));
        }
        // The rest have their places in the long pace only after one of it.
        runUntil(SETTLING);
        long before = checks;
        long window = Duration.ofMinutes(10).toNanos();
        runUntil(SETTLING + window);
        double rate = (checks - before) / (window / 1e9);
        deadSince = now + (long) (INTERVAL.toNanos() * random.nextDouble());
        long died = deadSince;
        long burst = checks;
        runUntil(died + Duration.ofSeconds(5).toNanos());
        double peak = (checks - burst) / 5.0;
        runUntil(died + Duration.ofMinutes(10).toNanos());
        double[] times = Arrays.stream(nodes)
                .mapToDouble(node -> node.downAt < 0 ? Double.NaN : (node.downAt - died) / 1e9)
                .sorted()
                .toArray();
        return new Outcome(rate, peak, times);
    }

    private record Outcome(double rate, double peak, double[] times) {}

    public static void main(String[] arguments) {
        int trials = Integer.parseInt(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            int size = Integer.parseInt(arguments[i]);
            for (boolean byStore : new boolean[] {false, true}) {
                System.out.println(line(size, byStore, trials));
            }
        }
    }

    private static String line(int size, boolean byStore, int trials) {
        List<double[]> kills = new ArrayList<>();
        List<double[]> hangs = new ArrayList<>();
        double rate = 0;
        double peak = 0;
        for (int trial = 0; trial < trials; trial++) {
            Outcome killed = new FleetSimulation(size, byStore, false, trial).run();
            Outcome hung = new FleetSimulation(size, byStore, true, trials + trial).run();
            rate += (killed.rate() + hung.rate()) / (2.0 * trials);
            peak = Math.max(peak, Math.max(killed.peak(), hung.peak()));
            kills.add(killed.times());
            hangs.add(hung.times());
        }
        return String.join(
                "\t",
                Integer.toString(size),
                byStore ? "store" : "http",
                "%.2f".formatted(rate),
                "%.1f".formatted(peak),
                detection(kills),
                detection(hangs),
                "%.0f".formatted(byStore ? redisBytes(size) : httpBytes(size)),
                "%.0f".formatted(byStore ? etcdBytes() : httpBytes(size)));
    }

    private static String detection(List<double[]> trials) {
        double[] all = trials.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        double last = trials.stream().mapToDouble(times -> times[times.length - 1]).sorted().toArray()[trials.size() / 2];
        return "%.2f\t%.2f\t%.2f".formatted(all[all.length / 2], all[(int) (all.length * 0.99)], last);
    }

    // What one node sends and is sent in a second while nothing happens, above TCP.

    private static double httpBytes(int size) {
        String question = "GET /api/v1/local HTTP/1.1\r\nUser-Agent: outrider\r\nAuthorization: Bearer " + "x".repeat(43)
                + "\r\nIf-None-Match: \"" + "x".repeat(36) + "\"\r\nhost: 10.8.0.100:9180\r\n\r\n";
        String answer = "HTTP/1.1 304 Not Modified\r\nETag: \"" + "x".repeat(36) + "\"\r\ncontent-length: 0\r\n\r\n";
        // It asks all others, and is asked by them.
        return 2 * (size - 1) * (question.length() + answer.length()) / (INTERVAL.toNanos() / 1e9);
    }

    private static double redisBytes(int size) {
        double seconds = INTERVAL.toNanos() / 1e9;
        int alive = resp("PEXPIRE", "outrider:view:node100", "60000")
                + 4
                + resp("SET", "outrider:node:node100", "x".repeat(36), "PX", "6000")
                + 5;
        String[] look = new String[size];
        Arrays.fill(look, "outrider:node:node100");
        look[0] = "MGET";
        int tags = resp(look) + 6 + (size - 1) * ("$36\r\n\r\n".length() + 36);
        return alive / seconds + tags / (seconds * (1 + (size - 1) / 100));
    }

    private static int resp(String... words) {
        int bytes = ("*" + words.length + "\r\n").length();
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            bytes += ("$" + length + "\r\n\r\n").length() + length;
        }
        return bytes;
    }

    private static double etcdBytes() {
        String question = "POST /v3/lease/keepalive HTTP/1.1\r\nUser-Agent: outrider\r\nContent-Type: application/json\r\n"
                + "content-length: 28\r\nhost: 10.8.0.100:2379\r\n\r\n{\"ID\":\"7587870000000000000\"}";
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sun, 29 Nov 2026 06:00:00 GMT\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nb0\r\n" + "x".repeat(176) + "\r\n0\r\n\r\n";
        return (question.length() + answer.length()) / (INTERVAL.toNanos() / 1e9);
    }

}
