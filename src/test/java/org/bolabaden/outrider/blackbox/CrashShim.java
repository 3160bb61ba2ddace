package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code faults/crash.c}, compiled: has a program die at one of its writes, and writes down all of them. */
final class CrashShim {
    private final Path library;
    private final Path below;
    private final Path log;

    /** A call that the program made: its number, what it was, on what, and how it ended. */
    record Call(long number, String what, Path path, Path other, long result) {
        /** The same for all calls of that kind: the digits of temporary and numbered names are left out. */
        String kind() {
            return what + " " + path.toString().replaceAll("[0-9]+", "N");
        }
    }

    /**
     * Compiles it.
     *
     * @param directory for the library and the log
     * @param below which files count
     */
    CrashShim(Path directory, Path below) {
        this.library = CProgram.compile(directory, "crash", "-shared", "-fPIC", "-ldl");
        this.log = directory.resolve("crash.log");
        this.below = below;
    }

    /** Has the sidecar die at that call when it is started next; 0: at none. */
    void into(Sidecar sidecar, long at) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        sidecar.environment("LD_PRELOAD", library.toString())
                .environment("CRASH_BELOW", below.toString())
                .environment("CRASH_LOG", log.toString())
                .environment("CRASH_AT", Long.toString(at));
    }

    /** What the sidecar did since its start. */
    List<Call> calls() {
        try {
            return Files.exists(log)
                    ? Files.readAllLines(log).stream().map(CrashShim::call).toList()
                    : List.of();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The call at which it died. */
    Call killed() {
        Call last = calls().getLast();
        if (!last.what().equals("killed")) {
            throw new AssertionError("it died of something else, after " + last);
        }
        return new Call(last.number(), last.other().toString(), last.path(), Path.of(""), last.result());
    }

    private static Call call(String line) {
        String[] parts = line.split("\t", -1);
        return new Call(
                Long.parseLong(parts[0]), parts[1], Path.of(parts[2]), Path.of(parts[3]), Long.parseLong(parts[4]));
    }
}
