package org.bolabaden.outrider.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the demo's processes, starts again those that die after a pause, and stops all of them in the end. */
final class Supervisor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Consumer<String> say;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * A process to keep alive.
     *
     * @param name what the demo calls it
     * @param command what to run
     * @param log where its output goes
     * @param restartAfter how long after its death it is started again
     */
    record Job(String name, List<String> command, Path log, Duration restartAfter) {}

    Supervisor(Consumer<String> say) {
        this.say = say;
    }

    void start(Job job) throws IOException {
        Process process = new ProcessBuilder(job.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(job.log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        processes.put(job.name(), process);
        Thread.ofVirtual().name("demo-" + job.name()).start(() -> watchOver(job, process));
    }

    private void watchOver(Job job, Process process) {
        try {
            process.waitFor();
            if (stopping) {
                return;
            }
            say.accept("%s (pid %d) died; it is started again in %d s"
                    .formatted(job.name(), process.pid(), job.restartAfter().toSeconds()));
            Thread.sleep(job.restartAfter());
            if (!stopping) {
                start(job);
                say.accept("%s is back (pid %d)".formatted(job.name(), pid(job.name())));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            say.accept("%s cannot be started again: %s".formatted(job.name(), failed.getMessage()));
        }
    }

    /** The process id of the job of that name; 0: there is none. */
    long pid(String name) {
        Process process = processes.get(name);
        return process == null ? 0 : process.pid();
    }

    @Override
    public void close() {
        stopping = true;
        List<Process> all = new ArrayList<>(processes.values());
        all.forEach(Process::destroy);
        for (Process process : all) {
            try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stopped) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
