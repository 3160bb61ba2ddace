package org.bolabaden.outrider.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.process.Commands.Result;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * The command of a check and what its end means. It is told whom to check by its environment, which is small and the same
 * wherever Outrider was started, and of which only the path is our own.
 *
 * @param words the program and its arguments
 * @param told what is the same each time
 * @param port what is checked of the address
 */
record ExternalCommand(List<String> words, Map<String, String> told, int port) {
    /** How they are run: half a second to tidy up after the timeout, and as much kept as a pipe gives at once. */
    static final Commands.Manner MANNER = new Commands.Manner(false, Duration.ofMillis(500), 4096);

    private static final int LONGEST_LINE = 200;
    private static final String STANDARD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // The loop ends a command at its timeout, which is a minute at most; this is for a loop that has died.
    private static final Duration LAST_RESORT = Duration.ofMinutes(5);

    private static final Pattern ERRNO = Pattern.compile("error[=:] ?([0-9]+)");

    static ExternalCommand of(Check.Exec check, Backend backend, ProbeSettings settings) {
        Endpoint checked = check.common().of(backend.id().endpoint());
        Map<String, String> told = Map.of(
                "PATH", Optional.ofNullable(System.getenv("PATH")).orElse(STANDARD_PATH),
                "LANG", "C.UTF-8",
                "OUTRIDER_NODE", settings.node().value(),
                "OUTRIDER_SERVICE", backend.id().service().value(),
                "OUTRIDER_BACKEND_HOST", checked.host(),
                "OUTRIDER_BACKEND_PORT", Integer.toString(checked.port()));
        return new ExternalCommand(check.command(), told, checked.port());
    }

    /** Runs it, to its end or until the thread is interrupted. */
    Result run(Commands commands, InetSocketAddress address) {
        Map<String, String> environment = new HashMap<>(told);
        environment.put("OUTRIDER_BACKEND_ADDRESS", address.getAddress().getHostAddress());
        return commands.run(words, environment, LAST_RESORT);
    }

    /** Why that is a failure; empty: it passed. */
    static Optional<FailureReason> judge(Result result) {
        return switch (result) {
            case Result.Ended ended when ended.exit() == 0 -> Optional.empty();
            case Result.Ended ended -> failed(end(ended.exit()));
            case Result.TimedOut late -> Optional.of(new FailureReason(Kind.RESPONSE_TIMEOUT));
            case Result.NotStarted not -> failed(hindrance(errno(not)));
            case Result.Stopped stopped -> failed("stopped");
        };
    }

    /** Whether it was not started because this machine, or this program, has too much to do already. */
    static boolean overburdened(Result result) {
        return result instanceof Result.NotStarted not
                && switch (errno(not)) {
                    // EAGAIN, ENOMEM, ENFILE, EMFILE.
                    case 11, 12, 23, 24 -> true;
                    default -> false;
                };
    }

    /** The first line that it said, fit to be shown. */
    static String said(Result result) {
        String output =
                switch (result) {
                    case Result.Ended ended -> ended.output();
                    case Result.TimedOut late -> late.output();
                    case Result.NotStarted not -> "";
                    case Result.Stopped stopped -> "";
                };
        return Visible.escaped(output.lines().findFirst().orElse(""), LONGEST_LINE);
    }

    private static Optional<FailureReason> failed(String how) {
        return Optional.of(new FailureReason(Kind.EXEC, how));
    }

    /** As a shell has it: a status above 128 is a signal. */
    private static String end(int exit) {
        return exit > 128 && exit <= 128 + 64 ? "signal " + (exit - 128) : "exit " + exit;
    }

    private static String hindrance(int errno) {
        return switch (errno) {
            // ENOENT, ENOTDIR.
            case 2, 20 -> "not_found";
            // EPERM, EACCES.
            case 1, 13 -> "not_permitted";
            default -> "not_started";
        };
    }

    /** The JDK has the number in its text alone; 0: it is not there. */
    private static int errno(Result.NotStarted not) {
        Matcher number = ERRNO.matcher(not.reason());
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
}
