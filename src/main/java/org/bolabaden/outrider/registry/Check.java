package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Optional;

/** How a backend is checked, and how often. A new kind of check is one more permitted record. */
public sealed interface Check {
    /** When a check runs, and when it gives up. */
    Schedule schedule();

    /** The word in the file, and the {@code type} label of the metrics. */
    String type();

    /**
     * The times of a check.
     *
     * @param interval from the start of one check to the start of the next; 50 ms to 1 day
     * @param timeout for the whole check, name resolution included; 1 ms to 1 minute
     */
    record Schedule(Duration interval, Duration timeout) {
        public Schedule {
            if (interval.compareTo(Duration.ofMillis(50)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("interval out of range: " + interval + " (50ms to 24h)");
            }
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("timeout out of range: " + timeout + " (1ms to 60s)");
            }
        }
    }

    /**
     * Passed when an HTTP/1.1 request is answered with an expected status and, if asked for, an expected body.
     *
     * @param schedule its times
     * @param method a token such as {@code GET} or {@code HEAD}
     * @param path the request target, starting with a slash
     * @param host the {@code Host} header (and TLS server name); empty: the service's name, or the URL's host
     * @param status the codes that pass
     * @param body text that the first 64 KiB of the body must contain; empty: any body
     */
    record Http(
            Schedule schedule,
            String method,
            String path,
            Optional<String> host,
            StatusRanges status,
            Optional<String> body)
            implements Check {
        public Http {
            if (!method.matches("[A-Z]{1,16}")) {
                throw new IllegalArgumentException("not an HTTP method: '" + method + "' (for example GET)");
            }
            // Only visible ASCII: a space or a line break would write a second request line.
            if (!path.matches("/[\\x21-\\x7e]*")) {
                throw new IllegalArgumentException(
                        "not a request path: '" + path + "' (it starts with '/' and has no spaces)");
            }
            host.ifPresent(HostName::requireValid);
        }

        @Override
        public String type() {
            return "http";
        }
    }

    /**
     * Passed when the TCP connection is established.
     *
     * @param schedule its times
     */
    record Tcp(Schedule schedule) implements Check {
        @Override
        public String type() {
            return "tcp";
        }
    }
}
