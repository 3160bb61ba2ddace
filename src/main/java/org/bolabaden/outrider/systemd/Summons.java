package org.bolabaden.outrider.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says that systemd wants to hear from this process.
 *
 * @param socket where it listens
 * @param watchdog after how long without a word from us it takes the service for hung; empty: it does not ask
 */
record Summons(String socket, Optional<Duration> watchdog) {
    static final String SOCKET = "NOTIFY_SOCKET";

    /**
     * Reads {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}.
     *
     * @param pid this process: a watchdog that is meant for our parent is none of ours
     * @return empty: nobody asked
     */
    static Optional<Summons> in(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault(SOCKET, "");
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = whose.isEmpty() || whose.equals(Long.toString(pid));
        return Optional.of(
                new Summons(socket, ours ? micros(environment.getOrDefault("WATCHDOG_USEC", "")) : Optional.empty()));
    }

    private static Optional<Duration> micros(String text) {
        // Eighteen digits fit into a long.
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.multiplyExact(Math.min(Long.parseLong(text), 1L << 53), 1_000L)));
    }
}
