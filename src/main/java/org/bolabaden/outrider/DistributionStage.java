package org.bolabaden.outrider;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bolabaden.outrider.distribution.DistributionStatus;
import org.bolabaden.outrider.distribution.FetchException;
import org.bolabaden.outrider.distribution.Pull;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationError;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.DistributionSettings;
import org.bolabaden.outrider.registry.RegistryWatcher.Patience;

/**
 * Has the registry pulled on its interval and when it is asked to, and tells each fault once, and its end. Whether what came
 * takes effect is decided as for any change of the files: by {@link RegistryStage}.
 */
final class DistributionStage implements AutoCloseable {
    /** How long one who asks for a look waits for it: within what callers of the HTTP interface wait. */
    static final Duration LONGEST_FETCH = Duration.ofSeconds(20);

    private static final Duration SLICE = Duration.ofSeconds(5);
    // Each git command has its own deadline, at most ten minutes, and a look has twenty of them.
    private static final Duration LONGEST_TURN = Duration.ofHours(4);

    private final ConfigurationDirectory files;
    private final Pull pull;
    private final EventSink events;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds();
    private final Thread thread;
    private final Pulse pulse;
    private final AtomicLong updated = new AtomicLong();
    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile DistributionSettings settings = DistributionSettings.NONE;
    private volatile Optional<String> error = Optional.empty();
    private volatile Optional<Instant> lastSuccess;
    private volatile Set<Path> conflicts = Set.of();
    private volatile Runnable changed = () -> {};

    /** Reads something that is configured. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws ConfigurationException;
    }

    /** Knows what is here; when nothing is and something is to be pulled, that is tried once, before this returns. */
    DistributionStage(ConfigurationDirectory files, Path stateDir, EventSink events, InstantSource clock) {
        this.files = files;
        this.pull = new Pull(DistributionSettings.home(stateDir), System.getenv());
        this.events = events;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("distribution").unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
        this.lastSuccess = pull.here().map(Pull.Here::at);
        read();
        if (settings.git().isPresent() && pull.here().isEmpty()) {
            rounds.run(this::look);
        }
    }

    /**
     * Reads what needs what is here.
     *
     * @throws ConfigurationException of the reading, with what may be the cause
     */
    <T> T explaining(Reading<T> reading) throws ConfigurationException {
        try {
            return reading.read();
        } catch (ConfigurationException mistakes) {
            if (error.isEmpty()) {
                throw mistakes;
            }
            List<ConfigurationError> all = new ArrayList<>(mistakes.errors());
            all.add(new ConfigurationError(files.distributionFile(), 1, 1, error.get()));
            throw new ConfigurationException(all);
        }
    }

    /**
     * Begins to look, at once.
     *
     * @param takeIn called when there is something new, on the thread that looks
     */
    void start(Runnable takeIn) {
        changed = takeIn;
        rounds.ask();
        thread.start();
    }

    Pulse pulse() {
        return pulse;
    }

    /** The files changed, and distribution.yaml may be one of them. */
    void reconsider() {
        DistributionSettings before = settings;
        read();
        if (!settings.equals(before)) {
            rounds.ask();
        }
    }

    /** Has it looked at now and waits for the result, for 20 s at most; does nothing when nothing is pulled. */
    void lookNow() {
        if (settings.git().isEmpty()) {
            return;
        }
        try {
            rounds.await(rounds.ask(), LONGEST_FETCH);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** How changes of the files are to be waited out. */
    Patience patience() {
        return settings.method().writesUnderUs() ? Patience.TRANSFERRED : Patience.PLAIN;
    }

    DistributionStatus status() {
        Optional<Pull.Here> here = settings.git().flatMap(git -> pull.here());
        return new DistributionStatus(
                settings.method(),
                settings.git().map(DistributionSettings.Git::branch),
                here.map(Pull.Here::commit),
                here.map(Pull.Here::at),
                error,
                conflicts.stream().map(Path::toString).toList());
    }

    /** When the repository was last looked at without a fault; empty: never, or nothing is pulled. */
    Optional<Instant> lastSuccess() {
        return settings.git().flatMap(git -> lastSuccess);
    }

    /** How many looks ended in which way. */
    Map<String, Long> looks() {
        return Map.of("updated", updated.get(), "unchanged", unchanged.get(), "failed", failed.get());
    }

    private void read() {
        try {
            settings = files.distribution().orElse(DistributionSettings.NONE);
        } catch (ConfigurationException mistakes) {
            // The registry's load tells them; until they are mended, the last settings hold.
        }
        if (settings.git().isEmpty()) {
            error = Optional.empty();
        }
    }

    private void run() {
        try {
            long begun = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                pulse.beat();
                lookForConflicts();
                Optional<Duration> interval = settings.git().map(DistributionSettings.Git::interval);
                Duration passed = Duration.ofNanos(System.nanoTime() - begun);
                Duration left = interval.map(every -> every.minus(passed)).orElse(SLICE);
                boolean asked = rounds.awaitAsked(left.compareTo(SLICE) < 0 ? left : SLICE);
                boolean due = interval.isPresent()
                        && System.nanoTime() - begun >= interval.get().toNanos();
                if (asked || due) {
                    begun = System.nanoTime();
                    rounds.run(this::look);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        settings.git().ifPresent(wanted -> {
            try {
                succeeded(pull.look(wanted), wanted);
            } catch (FetchException fault) {
                failed(fault.reason());
            } catch (RuntimeException | Error broken) {
                failed("looking at the repository failed: " + broken);
            }
        });
    }

    private void succeeded(Pull.Look look, DistributionSettings.Git wanted) {
        lastSuccess = Optional.of(clock.instant());
        Optional<String> was = error;
        error = Optional.empty();
        String now = Pull.shortened(look.commit());
        switch (look) {
            case Pull.Look.Same same -> {
                unchanged.incrementAndGet();
                if (was.isPresent()) {
                    events.emit(
                            Event.info("registry_fetched").change(now, now).reason("the repository can be read again"));
                }
            }
            case Pull.Look.Fetched fetched -> {
                updated.incrementAndGet();
                tell(fetched, wanted);
                changed.run();
            }
        }
    }

    private void tell(Pull.Look.Fetched fetched, DistributionSettings.Git wanted) {
        String from = fetched.before().map(Pull::shortened).orElse("none");
        String to = Pull.shortened(fetched.commit());
        String branch = "branch " + wanted.branch();
        if (fetched.rewound()) {
            events.emit(Event.warn("registry_rewound")
                    .change(from, to)
                    .reason(branch + " was rewritten: " + from + " is not among the last commits before " + to));
        }
        events.emit(Event.info("registry_fetched").change(from, to).reason(branch));
    }

    private void failed(String reason) {
        failed.incrementAndGet();
        if (!error.equals(Optional.of(reason))) {
            events.emit(Event.warn("registry_fetch_failed")
                    .reason(reason
                            + pull.here()
                                    .map(here -> "; commit " + Pull.shortened(here.commit()) + " stays")
                                    .orElse("")));
        }
        error = Optional.of(reason);
    }

    private void lookForConflicts() {
        Set<Path> now = files.conflicts();
        if (!now.equals(conflicts)) {
            events.emit(
                    now.isEmpty()
                            ? Event.info("registry_conflict_ended").reason("no conflict copy is left")
                            : Event.warn("registry_conflict")
                                    .reason(now + ": two nodes changed the same file, and Syncthing set this one aside;"
                                            + " it is not read, put together what belongs together and delete it"));
        }
        conflicts = now;
    }

    /** Ends what is under way, and looks no more. */
    @Override
    public void close() {
        thread.interrupt();
        pull.close();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
