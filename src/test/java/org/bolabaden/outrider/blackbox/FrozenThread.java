package org.bolabaden.outrider.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One thread of a sidecar that stands still, as one in an endless loop or in a system call that hangs does, until this is closed. */
final class FrozenThread implements AutoCloseable {
    private static final int SHOWN = 15;

    private final Process freezer;

    /**
     * Stops it.
     *
     * @param freezer {@code freeze.c}, compiled
     * @param name its whole name, of which Linux has 15 characters
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
                if (isOf(name, Files.readString(task.resolve("comm")).strip())) {
                    return task.getFileName().toString();
                }
            }
        }
        throw new AssertionError("no thread " + name);
    }

    // Of a longer name the native executable keeps the end, and the JVM the beginning and the end.
    private static boolean isOf(String name, String shown) {
        int length = name.length();
        return length <= SHOWN
                ? shown.equals(name)
                : shown.equals(name.substring(length - SHOWN))
                        || shown.equals(name.substring(0, 7) + ".." + name.substring(length - 6));
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
