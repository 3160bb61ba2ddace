package org.bolabaden.outrider.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one way in which this program runs another: without a shell, for a bounded time, keeping a bounded output. Closing
 * ends those at work with everything that they have started, so that none outlives this program; what made itself a
 * daemon, such as a proxy that a command started anew, is no longer theirs and goes on. Safe for use by several threads.
 */
public final class Commands implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    // For a script's trap to tidy up; a shutdown has little time.
    private static final Duration LAST_DEEDS = Duration.ofMillis(500);

    private final Manner manner;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * In which manner commands are run.
     *
     * @param inheriting whether they have our own environment
     * @param grace how long one that has reached its limit has to heed SIGTERM; zero: it is killed at once
     * @param mostOutput how many bytes of what it says are kept
     */
    public record Manner(boolean inheriting, Duration grace, int mostOutput) {
        /** Of what an operator's own command is used to. */
        public static final Manner PLAIN = new Manner(true, Duration.ZERO, 16 << 10);
    }

    /** Runs them in the plain manner. */
    public Commands() {
        this(Manner.PLAIN);
    }

    /** Runs them in that manner. */
    public Commands(Manner manner) {
        this.manner = manner;
    }

    /** How a command ended. */
    public sealed interface Result {
        /**
         * It ended by itself.
         *
         * @param exit its exit code; 128 and the signal's number if one ended it
         * @param output what it said on both outputs, at most as much as the manner has it
         */
        record Ended(int exit, String output) implements Result {}

        /**
         * It was ended, with everything it had started, when its time was over, or when the thread that ran it was
         * interrupted.
         *
         * @param limit its time
         * @param output what it had said by then
         */
        record TimedOut(Duration limit, String output) implements Result {}

        /**
         * It could not be started.
         *
         * @param reason why, one line
         */
        record NotStarted(String reason) implements Result {}

        /** This program is stopping: the command was ended before its time, or not begun. What it did is not known. */
        record Stopped() implements Result {}
    }

    /** Whether this was closed. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Runs it to its end, or to the limit, or until the thread is interrupted (and stays so). Blocks.
     *
     * @param words the program and its arguments
     * @param environment added to our own, if that is inherited
     */
    public Result run(List<String> words, Map<String, String> environment, Duration limit) {
        if (stopped) {
            return new Result.Stopped();
        }
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            if (!manner.inheriting) {
                builder.environment().clear();
            }
            builder.environment().putAll(environment);
            Descriptors.require();
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException cannot) {
            return new Result.NotStarted(String.valueOf(cannot.getMessage()));
        }
        running.add(process);
        try {
            if (stopped) {
                kill(process);
            }
            return await(process, limit);
        } finally {
            running.remove(process);
        }
    }

    private Result await(Process process, Duration limit) {
        Output output = new Output(process.getInputStream(), manner.mostOutput);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                end(List.of(process), manner.grace);
                return new Result.TimedOut(limit, output.text());
            }
            // A script whose child was ended may go on and end with 0, which says nothing any more.
            return stopped ? new Result.Stopped() : new Result.Ended(process.exitValue(), output.text());
        } catch (InterruptedException interrupted) {
            end(List.of(process), manner.grace);
            String said = output.text();
            Thread.currentThread().interrupt();
            return stopped ? new Result.Stopped() : new Result.TimedOut(limit, said);
        }
    }

    /** Ends the commands at work: by SIGTERM, and by SIGKILL those that are left after half a second. Begins no more. */
    @Override
    public void close() {
        stopped = true;
        end(running, LAST_DEEDS);
    }

    /** Ends them with everything that they have started: by SIGTERM, and after the grace by SIGKILL what is left. */
    private static void end(Collection<Process> ending, Duration grace) {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process process : ending) {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
        }
        if (grace.isPositive()) {
            all.forEach(ProcessHandle::destroy);
            await(all, grace);
        }
        ending.forEach(Commands::kill);
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void await(List<ProcessHandle> ending, Duration grace) {
        try {
            CompletableFuture.allOf(ending.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stubborn) {
            // They get what cannot be ignored.
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        // The shell first: one that lives to see its child die says so, and the reason would read differently each
        // time.
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Reads on beyond what is kept, so that a talkative command does not wait for us. */
    private static final class Output {
        private final int most;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread reader;

        Output(InputStream in, int most) {
            this.most = most;
            reader = Thread.ofVirtual().start(() -> read(in));
        }

        private void read(InputStream in) {
            byte[] chunk = new byte[4096];
            try (in) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    synchronized (kept) {
                        kept.write(chunk, 0, Math.min(read, most - kept.size()));
                    }
                }
            } catch (IOException killed) {
                // The pipe ends with the process; what was said until then is kept.
            }
        }

        String text() {
            try {
                // A child that outlives the command may hold the pipe open; it is not waited for.
                reader.join(LAST_WORDS);
            } catch (InterruptedException interrupted) {
                // How it ended is known, and what it said by now is.
                Thread.currentThread().interrupt();
            }
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8).strip();
            }
        }
    }
}
