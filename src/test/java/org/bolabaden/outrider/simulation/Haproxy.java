package org.bolabaden.outrider.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A HAProxy in master-worker mode. A reload takes some tens of milliseconds, in which the old worker still takes commands; what
 * it takes is lost. A new worker knows what the file says, or with {@code load-server-state} what the old one knew when the
 * signal came. Old workers keep their sessions.
 */
final class Haproxy {
    private static final long MILLI = 1_000_000;

    private final Time time;
    private final Random random;
    private final Supplier<Optional<String>> file;
    private final boolean keepsState;
    private final List<Worker> old = new ArrayList<>();
    private Optional<Worker> current = Optional.empty();
    private Optional<Worker> passing = Optional.empty();
    private long passingUntil;
    private long pids = 100;
    private long master = 1;
    private int reloads;
    private int failed;
    private long deafUntil;
    private long losesUntil;
    private boolean held;
    private boolean reloading;
    private long version;
    private long disturbedAt;

    /**
     * One that does not run yet.
     *
     * @param file what is on the disk where it looks; empty: nothing
     * @param keepsState whether its new workers learn from the old ones
     */
    Haproxy(Time time, Random random, Supplier<Optional<String>> file, boolean keepsState) {
        this.time = time;
        this.random = random;
        this.file = file;
        this.keepsState = keepsState;
    }

    /** A supervisor starts it whenever it does not run and there is a file. */
    void supervise() {
        if (current.isEmpty() && !held && file.get().isPresent()) {
            HaproxyFile parsed = HaproxyFile.parse(file.get().get());
            if (parsed.problems().isEmpty()) {
                master = ++pids;
                reloads = 0;
                failed = 0;
                current = Optional.of(new Worker(++pids, time.now(), parsed));
                disturbed();
            }
        }
        old.removeIf(worker -> worker.sessions.isEmpty());
    }

    private void disturbed() {
        version++;
        disturbedAt = time.now();
    }

    Optional<Worker> current() {
        return current;
    }

    List<Worker> workers() {
        List<Worker> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    /** Another number whenever anything of the current worker's servers may be another. */
    long version() {
        return version * 1_000_000_007L + current.map(Worker::changes).orElse(0L);
    }

    /** When something last happened to it that nobody commanded. */
    long disturbedAt() {
        return disturbedAt;
    }

    /** It crashes, with all its workers, and is not started for so long. */
    void crash(long nanos) {
        current = Optional.empty();
        passing = Optional.empty();
        old.clear();
        held = true;
        disturbed();
        time.in(nanos, () -> {
            held = false;
            disturbed();
        });
    }

    /** It accepts, and never answers, for so long. */
    void deaf(long nanos) {
        deafUntil = time.now() + nanos;
        time.in(nanos, this::disturbed);
        disturbed();
    }

    /** Some of its answers are lost, though what was asked was done. */
    void losesAnswers(long nanos) {
        losesUntil = time.now() + nanos;
        time.in(nanos, this::disturbed);
        disturbed();
    }

    /** Whether it may not answer, or not seem to. */
    boolean troubled() {
        return time.now() < deafUntil || time.now() < losesUntil;
    }

    void well() {
        deafUntil = 0;
        losesUntil = 0;
        held = false;
        disturbed();
    }

    /** Somebody reloads it by a signal. */
    void reloadByHand() {
        if (current.isPresent()) {
            reload(() -> {});
        }
    }

    private void reload(Runnable done) {
        if (reloading) {
            time.in(10 * MILLI, () -> reload(done));
            return;
        }
        reloading = true;
        disturbed();
        Worker before = current.orElse(null);
        HaproxyFile parsed = HaproxyFile.parse(file.get().orElse("nothing"));
        Worker next = before == null ? null : new Worker(++pids, 0, parsed);
        if (next != null && keepsState) {
            next.load(before);
        }
        time.in((20 + random.nextInt(150)) * MILLI, () -> {
            reloading = false;
            reloads++;
            if (next == null || current.orElse(null) != before) {
                done.run();
                return;
            }
            if (!parsed.problems().isEmpty() || parsed.frontends().isEmpty()) {
                failed++;
            } else {
                failed = 0;
                old.add(before);
                passing = Optional.of(before);
                passingUntil = time.now() + 10 * MILLI;
                current = Optional.of(new Worker(next, time.now()));
            }
            disturbed();
            done.run();
        });
    }

    private Worker hears() throws IOException {
        if (current.isEmpty()) {
            throw new IOException("the runtime socket: Connection refused");
        }
        boolean late = passing.isPresent() && time.now() < passingUntil && random.nextBoolean();
        return late ? passing.get() : current.get();
    }

    /** A line to the runtime socket. */
    String worker(String line, BooleanSupplier alive) throws IOException {
        time.rest((50 + random.nextInt(900)) * 1_000L);
        requireAlive(alive);
        Worker worker = hears();
        if (time.now() < deafUntil) {
            time.rest(1_000 * MILLI);
            requireAlive(alive);
            throw new IOException("the runtime socket did not answer within 1000 ms");
        }
        String answer = worker.say(line, time.now());
        if (time.now() < losesUntil && random.nextInt(3) == 0) {
            throw new IOException("the runtime socket: Connection reset");
        }
        return answer;
    }

    /** A line to the master's socket. */
    String master(String line, BooleanSupplier alive) throws IOException {
        time.rest((50 + random.nextInt(900)) * 1_000L);
        requireAlive(alive);
        if (current.isEmpty()) {
            throw new IOException("the master's socket: Connection refused");
        }
        if (line.equals("show proc")) {
            return processes();
        }
        if (line.equals("reload")) {
            return reloadAndWait(alive);
        }
        StringBuilder answer = new StringBuilder();
        for (String part : line.split(";")) {
            String[] to = part.split(" ", 2);
            long pid = Long.parseLong(to[0].substring(2));
            Worker worker = workers().stream()
                    .filter(one -> one.pid == pid)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the master does not answer for " + pid));
            answer.append(worker.say(to[1], time.now()));
        }
        return answer.toString();
    }

    private String reloadAndWait(BooleanSupplier alive) throws IOException {
        boolean[] done = new boolean[1];
        int failedBefore = failed;
        reload(() -> done[0] = true);
        while (!done[0] && !time.over()) {
            time.rest(MILLI);
        }
        requireAlive(alive);
        return failed > failedBefore ? "Success=0\n--\n[ALERT] the file was refused\n" : "Success=1\n--\n";
    }

    private static void requireAlive(BooleanSupplier alive) {
        if (!alive.getAsBoolean()) {
            throw new org.bolabaden.outrider.simulation.disk.ProcessEnded();
        }
    }

    private String processes() {
        StringBuilder text =
                new StringBuilder("#<PID>          <type>          <reloads>       <uptime>        <version>\n");
        text.append(master).append("  master  ").append(reloads);
        text.append(failed > 0 ? " [failed: " + failed + "]" : "").append("  0d00h01m  3.2.0\n# workers\n");
        current.ifPresent(worker -> text.append(worker.pid).append("  worker  0  0d00h01m  3.2.0\n"));
        text.append("# old workers\n");
        old.forEach(worker -> text.append(worker.pid).append("  worker  1  0d00h01m  3.2.0\n"));
        return text.append("# programs\n\n").toString();
    }
}
