package org.bolabaden.outrider.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final int MOST_OUTPUT = 16 << 10;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    // For a script's trap to tidy up; a shutdown has little time.
    private static final Duration LAST_DEEDS = Duration.ofMillis(500);

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** How a command ended. */
    public sealed interface Result {
        /**
         * It ended by itself.
         *
         * @param exit its exit code
         * @param output what it said on both outputs, at most 16 KiB of it
         */
        record Ended(int exit, String output) implements Result {}

        /**
         * It was killed, with everything it had started, when its time was over.
         *
         * @param limit that time
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
     * Runs it to its end, or to the limit. Blocks.
     *
     * @param words the program and its arguments
     * @param environment added to our own
     */
    public Result run(List<String> words, Map<String, String> environment, Duration limit) {
        if (stopped) {
            return new Result.Stopped();
        }
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().putAll(environment);
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
        Output output = new Output(process.getInputStream());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                return new Result.TimedOut(limit, output.text());
            }
            // A script whose child was ended may go on and end with 0, which says nothing any more.
            return stopped ? new Result.Stopped() : new Result.Ended(process.exitValue(), output.text());
        } catch (InterruptedException interrupted) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Result.TimedOut(limit, "interrupted");
        }
    }

    /** Ends the commands at work: by SIGTERM, and by SIGKILL those that are left after half a second. Begins no more. */
    @Override
    public void close() {
        stopped = true;
        List<ProcessHandle> all = new ArrayList<>();
        for (Process process : running) {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
        }
        all.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(LAST_DEEDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stubborn) {
            // They get what cannot be ignored, below.
        }
        running.forEach(Commands::kill);
        all.forEach(ProcessHandle::destroyForcibly);
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
        private final StringBuilder text = new StringBuilder();
        private final Thread reader;

        Output(InputStream in) {
            reader = Thread.ofVirtual().start(() -> read(in));
        }

        private void read(InputStream in) {
            byte[] chunk = new byte[4096];
            try (in) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    synchronized (text) {
                        int room = MOST_OUTPUT - text.length();
                        text.append(new String(chunk, 0, Math.min(read, Math.max(0, room)), StandardCharsets.UTF_8));
                    }
                }
            } catch (IOException killed) {
                // The pipe ends with the process; what was said until then is kept.
            }
        }

        String text() throws InterruptedException {
            // A child that outlives the command may hold the pipe open; it is not waited for.
            reader.join(LAST_WORDS);
            synchronized (text) {
                return text.toString().strip();
            }
        }
    }
}
