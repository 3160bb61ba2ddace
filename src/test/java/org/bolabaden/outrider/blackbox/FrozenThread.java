package org.bolabaden.outrider.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One thread of a sidecar that stands still, as one in an endless loop or in a system call that hangs does, until this is closed. */
final class FrozenThread implements AutoCloseable {
    private final Process freezer;

    /**
     * Stops it.
     *
     * @param freezer {@code freeze.c}, compiled
     * @param name how it begins; Linux has 15 characters of it
     */
    FrozenThread(Path freezer, Sidecar sidecar, String name) {
        try {
            this.freezer = new ProcessBuilder(freezer.toString(), thread(sidecar, name))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader said = this.freezer.inputReader();
            String line = said.readLine();
            if (!"stopped".equals(line)) {
                throw new AssertionError("cannot stop " + name + ": " + line);
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String thread(Sidecar sidecar, String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + sidecar.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().startsWith(name)) {
                    return task.getFileName().toString();
                }
            }
        }
        throw new AssertionError("no thread " + name);
    }

    @Override
    public void close() {
        try {
            freezer.getOutputStream().close();
            if (!freezer.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("goes on being stopped");
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
