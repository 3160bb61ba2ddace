package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** When something that failed is tried again: after 10 s, then twice as long each time, at most 5 minutes. */
final class Retries {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<Path, Attempt> failed = new HashMap<>();

    private record Attempt(String what, Duration pause, Instant next) {}

    /** Whether this very thing failed so recently that it is not worth another try. */
    boolean waits(Path output, String what, Instant now) {
        Attempt attempt = failed.get(output);
        // A clock that was put back makes no pause longer.
        return attempt != null
                && attempt.what().equals(what)
                && now.isBefore(attempt.next())
                && !attempt.next().isAfter(now.plus(attempt.pause()));
    }

    /** Whether what failed last begins so. */
    boolean anyOf(Path output, String kind) {
        Attempt attempt = failed.get(output);
        return attempt != null && attempt.what().startsWith(kind);
    }

    void failed(Path output, String what, Instant now) {
        Attempt before = failed.get(output);
        Duration pause = FIRST;
        if (before != null && before.what().equals(what)) {
            Duration twice = before.pause().multipliedBy(2);
            pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
        failed.put(output, new Attempt(what, pause, now.plus(pause)));
    }

    void passed(Path output) {
        failed.remove(output);
    }

    void retain(Set<Path> outputs) {
        failed.keySet().retainAll(outputs);
    }
}
