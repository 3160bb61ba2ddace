package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a backend is checked, and how often. A new kind of check is one more permitted record. */
public sealed interface Check {
    /** What every kind of check has. */
    Common common();

    /** When a check runs, and when it gives up. */
    default Schedule schedule() {
        return common().schedule();
    }

    /** How it speaks TLS; empty: as that kind does when nothing is said. */
    default Optional<CheckTls> tls() {
        return Optional.empty();
    }

    /** The word in the file, and the {@code type} label of the metrics. */
    String type();

    /**
     * What every kind of check has.
     *
     * @param schedule its times
     * @param address the host that is checked; empty: the one that gets the traffic
     * @param port the port that is checked, 1 to 65535; empty: the one that gets the traffic
     */
    record Common(Schedule schedule, Optional<String> address, Optional<Integer> port) {
        public Common {
            address.ifPresent(HostName::requireValid);
        }

        /** A check of the very place that gets the traffic. */
        public Common(Schedule schedule) {
            this(schedule, Optional.empty(), Optional.empty());
        }

        /** Whether another place is checked than the one that gets the traffic. */
        public boolean elsewhere() {
            return address.isPresent() || port.isPresent();
        }

        /** What is checked of a backend that gets its traffic there. */
        public Endpoint of(Endpoint traffic) {
            return new Endpoint(address.orElse(traffic.host()), port.orElse(traffic.port()));
        }
    }

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
     * Passed when an HTTP request is answered as expected.
     *
     * @param common what every kind has
     * @param request what is asked
     * @param expect what the answer must have
     * @param tls how it speaks TLS; empty: as the traffic does
     * @param version in which it speaks
     */
    record Http(Common common, Request request, Expectation expect, Optional<CheckTls> tls, HttpVersion version)
            implements Check {
        /** A check of the very place that gets the traffic. */
        public Http(
                Schedule schedule,
                String method,
                String path,
                Optional<String> host,
                StatusRanges status,
                Optional<String> body) {
            this(
                    new Common(schedule),
                    new Request(method, path, host, Map.of()),
                    Expectation.of(status, body),
                    Optional.empty(),
                    HttpVersion.HTTP_1_1);
        }

        @Override
        public String type() {
            return "http";
        }

        /**
         * What is asked.
         *
         * @param method a token such as {@code GET} or {@code HEAD}
         * @param path the request target, starting with a slash
         * @param host the {@code Host} header (and TLS server name); empty: the service's name, or the URL's host
         * @param headers further ones, by name; never shown, as they may hold a credential
         * @param followRedirects whether a redirect within the backend is followed, five times at most
         */
        public record Request(
                String method,
                String path,
                Optional<String> host,
                Map<String, String> headers,
                boolean followRedirects) {
            /** One whose answer is judged even if it is a redirect. */
            public Request(String method, String path, Optional<String> host, Map<String, String> headers) {
                this(method, path, host, headers, false);
            }

            public Request {
                if (!method.matches("[A-Z]{1,16}")) {
                    throw new IllegalArgumentException("not an HTTP method: '" + method + "' (for example GET)");
                }
                // Only visible ASCII: a space or a line break would write a second request line.
                if (!path.matches("/[\\x21-\\x7e]*")) {
                    throw new IllegalArgumentException(
                            "not a request path: '" + path + "' (it starts with '/' and has no spaces)");
                }
                host.ifPresent(HostName::requireValid);
                headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
                if (headers.values().stream().anyMatch(value -> !value.matches("[\\x20-\\x7e]*"))) {
                    throw new IllegalArgumentException("a header's value has characters that are not visible ASCII");
                }
            }

            @Override
            public String toString() {
                return method + " " + path;
            }
        }

        /**
         * What the answer must have.
         *
         * @param status the codes that pass
         * @param body text that the first 64 KiB of the body must contain; empty: any body
         * @param bodyRegex an RE2 expression that must be found in the first 64 KiB of the body; empty: any body
         * @param headers what headers must be, by name
         * @param json what the values of a JSON body must be, by pointer (RFC 6901), as text
         * @param identity headers by which the service tells who it is, judged before all else
         */
        public record Expectation(
                StatusRanges status,
                Optional<String> body,
                Optional<Regex> bodyRegex,
                Map<String, HeaderValue> headers,
                Map<String, String> json,
                Map<String, HeaderValue> identity) {
            public Expectation {
                headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
                json = Collections.unmodifiableMap(new LinkedHashMap<>(json));
                identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
            }

            /** That status, and perhaps that text. */
            public static Expectation of(StatusRanges status, Optional<String> body) {
                return new Expectation(status, body, Optional.empty(), Map.of(), Map.of(), Map.of());
            }
        }
    }

    /**
     * Passed when the TCP connection is established and, if something is sent or expected, the peer answers.
     *
     * @param common what every kind has
     * @param send what is sent first; empty: nothing
     * @param expect what the answer must have; empty: anything, if something was sent
     * @param tls how it speaks TLS; empty: not at all
     */
    record Tcp(Common common, Optional<Octets> send, Optional<Heard> expect, Optional<CheckTls> tls) implements Check {
        /** A connection to the very place that gets the traffic. */
        public Tcp(Schedule schedule) {
            this(new Common(schedule), Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public String type() {
            return "tcp";
        }
    }

    /**
     * Passed when the TLS handshake is done and the certificate is valid, for long enough.
     *
     * @param common what every kind has
     * @param minValidity for how long the certificate must be valid still; zero or more
     * @param tls how it speaks TLS; empty: verified as for the traffic
     */
    record Tls(Common common, Duration minValidity, Optional<CheckTls> tls) implements Check {
        @Override
        public String type() {
            return "tls";
        }
    }

    /**
     * Several checks at once, each with a timeout of its own.
     *
     * @param common when they start; the timeout is the longest of theirs
     * @param mode how many must pass
     * @param parts the checks, none of them such a one itself; 1 to 16
     */
    record Several(Common common, Mode mode, List<Check> parts) implements Check {
        /** The most parts. */
        public static final int MOST = 16;

        public Several {
            if (parts.isEmpty() || parts.size() > MOST || parts.stream().anyMatch(Several.class::isInstance)) {
                throw new IllegalArgumentException("not 1 to " + MOST + " checks of other kinds");
            }
            parts = List.copyOf(parts);
        }

        @Override
        public String type() {
            return mode.word();
        }

        /** How many of the parts must pass. */
        public enum Mode {
            /** Each of them. */
            ALL("all"),
            /** One at least. */
            ANY("any");

            private final String word;

            Mode(String word) {
                this.word = word;
            }

            /** The word in the file. */
            public String word() {
                return word;
            }
        }
    }

    /**
     * Passed when a gRPC server answers {@code grpc.health.v1.Health/Check} with {@code SERVING}.
     *
     * @param common what every kind has
     * @param service whose health is asked for; the empty name is the server itself
     * @param host the authority (and TLS server name); empty: the service's name, or the URL's host
     * @param tls how it speaks TLS; empty: as the traffic does
     */
    record Grpc(Common common, String service, Optional<String> host, Optional<CheckTls> tls) implements Check {
        public Grpc {
            host.ifPresent(HostName::requireValid);
        }

        @Override
        public String type() {
            return "grpc";
        }
    }

    /**
     * Passed when a DNS server answers a query without an error, with at least one record of the type asked for.
     *
     * @param common what every kind has
     * @param query the name asked for
     * @param record the type of record asked for
     * @param answer what one of the records must be, as text; empty: that does not matter
     * @param transport over which it is asked
     */
    record Dns(Common common, String query, RecordType record, Optional<String> answer, Transport transport)
            implements Check {
        @Override
        public String type() {
            return "dns";
        }

        /** The types that can be asked for; the names are those of the protocol. */
        public enum RecordType {
            A(true),
            AAAA(true),
            CNAME(true),
            NS(true),
            PTR(true),
            TXT(true),
            MX(false),
            SOA(false),
            SRV(false);

            private final boolean comparable;

            RecordType(boolean comparable) {
                this.comparable = comparable;
            }

            /** Whether a record is one plain value: an address, a name or a text. */
            public boolean comparable() {
                return comparable;
            }
        }

        /** What carries the messages. */
        public enum Transport {
            /** Datagrams; one that is lost is a check that fails. */
            UDP("udp"),
            /** A connection. */
            TCP("tcp");

            private final String word;

            Transport(String word) {
                this.word = word;
            }

            /** The word in the file. */
            public String word() {
                return word;
            }
        }
    }

    /**
     * Passed when a command ends with exit status 0.
     *
     * @param common what every kind has; the place is told to the command
     * @param command the program and its arguments; one word at least
     */
    record Exec(Common common, List<String> command) implements Check {
        public Exec {
            if (command.isEmpty()) {
                throw new IllegalArgumentException("no command");
            }
            command = List.copyOf(command);
        }

        @Override
        public String type() {
            return "exec";
        }
    }

    /**
     * Passed when a Redis answers {@code PING}, and has the role and a link to its primary as asked for.
     *
     * @param common what every kind has
     * @param role what it must say to {@code ROLE}; empty: that does not matter
     * @param maxLag how long a replica may have heard nothing of its primary, in whole seconds; empty: that does not matter
     * @param login how it logs in; empty: not at all
     * @param tls how it speaks TLS; empty: not at all
     */
    record Redis(
            Common common,
            Optional<Role> role,
            Optional<Duration> maxLag,
            Optional<Login> login,
            Optional<CheckTls> tls)
            implements Check {
        @Override
        public String type() {
            return "redis";
        }

        /** What a Redis can be. */
        public enum Role {
            /** It takes writes. */
            PRIMARY("primary"),
            /** It follows a primary, and its link to it is up. */
            REPLICA("replica");

            private final String word;

            Role(String word) {
                this.word = word;
            }

            /** The word in the file. */
            public String word() {
                return word;
            }
        }

        /**
         * How it logs in.
         *
         * @param user an ACL user; empty: the default one
         * @param passwordFile the file whose first line is the password
         */
        public record Login(Optional<String> user, Path passwordFile) {}
    }
}
