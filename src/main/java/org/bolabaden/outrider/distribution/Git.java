package org.bolabaden.outrider.distribution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.process.Commands.Result;

/** Runs git, one command at a time, each for a bounded time. */
final class Git implements AutoCloseable {
    // The listing of as many files as are taken.
    static final int MOST_OUTPUT = 4 << 20;

    private final Commands commands = new Commands(new Commands.Manner(false, Duration.ofMillis(500), MOST_OUTPUT));

    /** One way to call it. */
    record Call(Access access, Duration limit, Map<String, String> besides) {
        Call(Access access, Duration limit) {
            this(access, limit, Map.of());
        }

        /** The same with one more variable. */
        Call with(String name, String value) {
            return new Call(access, limit, Map.of(name, value));
        }
    }

    /**
     * Runs it and returns what it said.
     *
     * @param what is tried, for the error
     * @param words after the options that each call has
     * @throws FetchException when it does not end well
     */
    String run(String what, Call call, List<String> words) throws FetchException {
        List<String> all = new ArrayList<>(List.of("git"));
        all.addAll(call.access().options());
        all.addAll(words);
        Map<String, String> environment = new HashMap<>(call.access().environment());
        environment.putAll(call.besides());
        Result result = commands.run(all, environment, call.limit());
        if (result instanceof Result.Ended ended && ended.exit() == 0) {
            return ended.output();
        }
        throw FetchException.failed(Faults.line(what, result));
    }

    /** Ends what runs. */
    @Override
    public void close() {
        commands.close();
    }
}
