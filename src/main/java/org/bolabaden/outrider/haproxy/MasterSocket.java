package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The runtime API of HAProxy's master process ({@code haproxy -W -S …}): one connection an exchange, each with a deadline.
 * Safe for use by several threads.
 */
public final class MasterSocket {
    private final String address;
    private final Function<Duration, Exchange> exchanges;
    private final Duration deadline;

    /**
     * A socket; nothing is opened.
     *
     * @param address a path or {@code host:port}
     * @param deadline for an exchange; 3.x answers {@code reload} when the new worker has loaded, so 2 s and more
     * @throws IllegalArgumentException when the address is neither
     */
    public MasterSocket(String address, Duration deadline) {
        RuntimeAddress target = new RuntimeAddress(address);
        this.address = target.toString();
        this.exchanges = within -> new SocketExchange("HAProxy's master socket", target, within, true);
        this.deadline = deadline;
    }

    /** A socket by that name whose lines go another way. */
    MasterSocket(String address, Duration deadline, Exchange exchange) {
        this.address = address;
        this.exchanges = within -> exchange;
        this.deadline = deadline;
    }

    /**
     * The processes there are.
     *
     * @throws IOException when no master answers in time
     */
    public MasterProcesses processes() throws IOException {
        return MasterProcesses.parse(say("show proc", RuntimeSocket.DEFAULT_DEADLINE));
    }

    /** What the master says of a reload. */
    public sealed interface ReloadReply {
        /** 3.x: the new worker has loaded. */
        record Loaded() implements ReloadReply {}

        /**
         * 3.x: there is no new worker.
         *
         * @param log what was wrong, the lines that HAProxy logged
         */
        record Refused(List<String> log) implements ReloadReply {}

        /** 2.6 says nothing; only {@link #processes()} tells. */
        record Silent() implements ReloadReply {}
    }

    /**
     * Reloads.
     *
     * @throws IOException when no master could be asked; it was not reloaded then, as far as one can tell
     */
    public ReloadReply reload() throws IOException {
        List<String> lines = say("reload", deadline).lines().toList();
        Optional<String> verdict =
                lines.stream().filter(line -> line.startsWith("Success=")).findFirst();
        if (verdict.isEmpty()) {
            return new ReloadReply.Silent();
        }
        return verdict.get().equals("Success=1") ? new ReloadReply.Loaded() : new ReloadReply.Refused(lines);
    }

    /**
     * Asks one worker through its master.
     *
     * @param pid whom; 3.0 never answers for one that is not there
     * @param commands each with its own prefix, since the master takes what follows a {@code ;} for its own
     * @return the answers, each ended by a blank line
     * @throws IOException when nobody answers within a second
     */
    String ask(long pid, List<String> commands) throws IOException {
        return say(
                commands.stream().map(command -> "@!" + pid + " " + command).collect(Collectors.joining(";")),
                RuntimeSocket.DEFAULT_DEADLINE);
    }

    private String say(String command, Duration within) throws IOException {
        return exchanges.apply(within).say(command);
    }

    @Override
    public String toString() {
        return address;
    }
}
