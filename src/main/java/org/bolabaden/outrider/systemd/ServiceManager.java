package org.bolabaden.outrider.systemd;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bolabaden.outrider.process.Commands;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how the service is: ready once it checks, alive at half of the watchdog's time and only while it works, and
 * stopping. A thread of its own; what it cannot deliver is told once, and changes nothing else.
 *
 * <p>It is said by {@code systemd-notify}: Java has no datagram sockets of the Unix kind. The unit needs
 * {@code NotifyAccess=all} for that, see docs/adr/0016.
 */
public final class ServiceManager implements AutoCloseable {
    private static final String PROGRAM = "systemd-notify";
    // systemd-notify itself gives up on a manager that does not read after five seconds.
    private static final Duration LIMIT = Duration.ofSeconds(6);
    // A stop shall not wait for a manager that does not listen.
    private static final Duration LAST_LIMIT = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofSeconds(5);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Map<String, String> environment;
    private final Duration pace;
    private final boolean watched;
    private final Service service;
    private final Consumer<String> failed;
    private final Commands commands = new Commands();
    private final Thread thread;
    private volatile boolean closing;
    private String status = "";
    private boolean silent;

    /** What is told of. */
    public interface Service {
        /** Whether it has begun its work: backends are being checked. */
        boolean begun();

        /** What is wrong with its own threads; empty: they work. */
        Optional<String> fault();

        /** How it is, in one line for {@code systemctl status}. */
        String status();
    }

    private ServiceManager(Summons summons, Service service, Consumer<String> failed) {
        this.environment = Map.of(Summons.SOCKET, summons.socket());
        this.watched = summons.watchdog().isPresent();
        this.pace = summons.watchdog().map(time -> time.dividedBy(2)).orElse(PACE);
        this.service = service;
        this.failed = failed;
        this.thread = Thread.ofPlatform().name("systemd").daemon().unstarted(this::run);
    }

    /**
     * Begins to tell, where the environment says that somebody wants to hear it.
     *
     * @param failed takes why nothing could be told, once
     */
    public static Optional<ServiceManager> start(
            Map<String, String> environment, Service service, Consumer<String> failed) {
        Optional<ServiceManager> manager = Summons.in(
                        environment, ProcessHandle.current().pid())
                .map(summons -> new ServiceManager(summons, service, failed));
        manager.ifPresent(telling -> telling.thread.start());
        return manager;
    }

    private void run() {
        try {
            awaitWork();
            tell(LIMIT, "READY=1", "STATUS=" + service.status());
            while (!closing) {
                Thread.sleep(pace);
                turn();
            }
        } catch (InterruptedException stopped) {
            // close() says the rest.
        }
    }

    // A service that is never ready is not kept waiting for ever: what it does then is told by its status.
    private void awaitWork() throws InterruptedException {
        long began = System.nanoTime();
        while (!service.begun() && System.nanoTime() - began < LONGEST_START.toNanos()) {
            Thread.sleep(LOOK);
        }
    }

    private void turn() {
        Optional<String> fault = service.fault();
        String next = fault.map(what -> "stuck: " + what).orElseGet(service::status);
        boolean alive = watched && fault.isEmpty();
        boolean news = !next.equals(status);
        if (alive && news) {
            tell(LIMIT, "WATCHDOG=1", "STATUS=" + next);
        } else if (alive) {
            tell(LIMIT, "WATCHDOG=1");
        } else if (news) {
            tell(LIMIT, "STATUS=" + next);
        }
        status = next;
    }

    private void tell(Duration limit, String... assignments) {
        @Nullable
        String fault =
                switch (commands.run(words(assignments), environment, limit)) {
                    case Commands.Result.Ended ended when ended.exit() == 0 -> null;
                    case Commands.Result.Ended ended -> PROGRAM + " ended with " + ended.exit() + ": " + ended.output();
                    case Commands.Result.TimedOut late ->
                        PROGRAM + " did not end within " + late.limit().toSeconds() + " s";
                    case Commands.Result.NotStarted missing ->
                        PROGRAM + " does not start: " + missing.reason()
                                + "; install systemd, or use Type=exec without WatchdogSec";
                    case Commands.Result.Stopped stopped -> null;
                };
        if (fault != null && !silent) {
            failed.accept(fault);
        }
        silent = fault != null;
    }

    private static List<String> words(String... assignments) {
        return Stream.concat(Stream.of(PROGRAM), Arrays.stream(assignments)).toList();
    }

    /** Says that the service is stopping, and no more. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(LAST_LIMIT);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        tell(LAST_LIMIT, "STOPPING=1", "STATUS=stopping; the proxies keep their last state");
        commands.close();
    }
}
