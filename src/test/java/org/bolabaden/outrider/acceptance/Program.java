package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.blackbox.Namespaces;

/** A program on one of the hosts, that can be killed and started again. */
final class Program {
    private final Namespaces network;
    private final String host;
    private final Path log;
    private final List<String> command;
    private Process process;
    private long since;

    Program(Namespaces network, String host, Path log, List<String> command) {
        this.network = network;
        this.host = host;
        this.log = log;
        this.command = List.copyOf(command);
    }

    Program start() {
        since = System.currentTimeMillis();
        process = network.start(host, log, command.toArray(String[]::new));
        return this;
    }

    /** When it was started last, in milliseconds since the epoch. */
    long since() {
        return since;
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** kill -9, of its children too. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** SIGTERM: the orderly end. */
    void stop() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(command.getFirst() + " on " + host + " does not end");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** SIGSTOP: it is there, and says nothing. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public String toString() {
        return command.getFirst() + " on " + host;
    }
}
