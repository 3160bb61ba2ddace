package org.bolabaden.outrider.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The one way in which this program runs another: without a shell, for a bounded time, keeping a bounded output. */
public final class Commands {
    private static final int MOST_OUTPUT = 16 << 10;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private Commands() {}

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
    }

    /**
     * Runs it to its end, or to the limit. Blocks.
     *
     * @param words the program and its arguments
     * @param environment added to our own
     */
    public static Result run(List<String> words, Map<String, String> environment, Duration limit) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException cannot) {
            return new Result.NotStarted(String.valueOf(cannot.getMessage()));
        }
        Output output = new Output(process.getInputStream());
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result.Ended(process.exitValue(), output.text());
            }
            kill(process);
            return new Result.TimedOut(limit, output.text());
        } catch (InterruptedException stopped) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Result.TimedOut(limit, "interrupted");
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
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
