package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This node's settings: watcher.yaml, with the environment laid over it and all defaults filled in.
 *
 * @param node this node's name; default: the machine's host name
 * @param source the registry file
 * @param templates proxy configurations to render
 * @param healthChecks thresholds and defaults of all checks
 * @param haproxy the HAProxy beside us; empty socket: there is none
 * @param traefik what the Traefik beside us calls its entry points and resolver, and where its metrics are
 * @param api where the HTTP interface listens
 * @param peers the other sidecars
 * @param otlp where metrics, traces and logs are sent besides
 * @param events where the event log goes beside standard output
 * @param receivers who is told when something goes wrong
 * @param dns this node's own public records; empty: none are kept
 * @param stateDir what must survive a restart is kept here
 */
public record NodeSettings(
        NodeName node,
        Path source,
        List<Template> templates,
        HealthChecks healthChecks,
        Haproxy haproxy,
        Traefik traefik,
        Api api,
        Peers peers,
        Otlp otlp,
        Events events,
        List<Receiver> receivers,
        Optional<DnsSettings> dns,
        Path stateDir) {
    public NodeSettings {
        receivers = List.copyOf(receivers);
        templates = List.copyOf(templates);
    }

    /** What this node shows to other sidecars, and its own commands to it; empty: nothing. */
    public Optional<CheckTls.Credentials> clientCredentials() {
        return peers.credentials().or(() -> api.tls().map(ApiTls::own));
    }

    /**
     * One file to render.
     *
     * @param input a template file, or {@code builtin:…}
     * @param output the file to write
     * @param validate a command that judges the candidate, without a shell; empty: none
     * @param reload a command that makes the proxy read it, without a shell; empty: none
     */
    public record Template(String input, Path output, List<String> validate, List<String> reload) {
        public Template {
            validate = List.copyOf(validate);
            reload = List.copyOf(reload);
        }
    }

    /**
     * Thresholds, and the defaults of every check.
     *
     * @param schedule what a check uses when the registry does not say
     * @param consecutiveFailures failed checks in a row that take a backend out (HAProxy's {@code fall}); 1 to 100
     * @param recovery passed checks in a row that bring it back (HAProxy's {@code rise}); 1 to 100
     * @param fastInterval from start to start while a backend is undecided; at most the interval is used
     * @param jitter each regular interval is shortened by up to this share of itself; 0 to 0.5
     * @param maxConcurrent checks in flight at once; a check beyond it is late, not failed; 1 to 65536
     * @param passive whether a sign of trouble in HAProxy's own counters has a backend checked at once
     * @param judgement how one backend is judged beyond rise and fall
     * @param pool what a pool does beyond up and down
     */
    public record HealthChecks(
            Check.Schedule schedule,
            int consecutiveFailures,
            int recovery,
            Duration fastInterval,
            double jitter,
            int maxConcurrent,
            boolean passive,
            JudgementRules judgement,
            PoolRules pool) {
        public static final HealthChecks DEFAULT = new HealthChecks(
                new Check.Schedule(Duration.ofSeconds(2), Duration.ofMillis(500)),
                3,
                2,
                Duration.ofMillis(250),
                0.2,
                1024,
                true,
                JudgementRules.DEFAULT,
                PoolRules.NONE);

        /**
         * From start to start of the checks that follow a sign of trouble: as many as a verdict needs, over one fast
         * interval.
         */
        public Duration succession() {
            return fastInterval.dividedBy(Math.max(1, consecutiveFailures - 1));
        }

        public HealthChecks {
            requireRange("consecutive_failures", consecutiveFailures, 1, 100);
            requireRange("recovery", recovery, 1, 100);
            requireRange("max_concurrent", maxConcurrent, 1, 65_536);
            if (!(jitter >= 0 && jitter <= 0.5)) {
                throw new IllegalArgumentException("jitter out of range: " + jitter + " (0 to 0.5, or 0% to 50%)");
            }
            if (fastInterval.compareTo(Duration.ofMillis(50)) < 0) {
                throw new IllegalArgumentException("fast_interval out of range: " + fastInterval + " (50ms or more)");
            }
        }

        private static void requireRange(String key, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        key + " out of range: " + value + " (" + least + " to " + most + ")");
            }
        }
    }

    /**
     * The HAProxy beside us.
     *
     * @param socket its runtime API: a path, or {@code host:port}; empty: no HAProxy is driven
     * @param masterSocket its master's runtime API, of the same form
     * @param httpBind the bind of {@code builtin:haproxy-http}
     * @param httpsBind its TLS bind
     * @param certificate its certificate file
     * @param tcpBind the address that {@code builtin:haproxy-tcp} binds each service's port on, {@code *} for all of IPv4
     * @param program the HAProxy that judges files; empty: the one on the path, or in {@code /usr/sbin}
     * @param log where its access log goes: {@code stdout}, a UNIX socket or {@code host:port}; empty: nowhere
     */
    public record Haproxy(
            Optional<String> socket,
            Optional<String> masterSocket,
            String httpBind,
            String httpsBind,
            Optional<Path> certificate,
            String tcpBind,
            Optional<Path> program,
            Optional<String> log) {
        public static final Haproxy NONE = new Haproxy(
                Optional.empty(),
                Optional.empty(),
                ":80",
                ":443",
                Optional.empty(),
                "*",
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The Traefik beside us, for {@code builtin:traefik-http} and for the metrics.
     *
     * @param httpEntryPoint the entry point of plain HTTP; empty: routers name none, and listen on all default ones
     * @param httpsEntryPoint the entry point of HTTPS; empty: Traefik ends no TLS for us
     * @param certificateResolver the resolver of the certificates; empty: the entry point's own, or Traefik's store
     * @param metrics where its own metrics are read; empty: nowhere
     * @param passiveChecks whether it passes a pool over whose server refuses, before a check has noticed
     */
    public record Traefik(
            Optional<String> httpEntryPoint,
            Optional<String> httpsEntryPoint,
            Optional<String> certificateResolver,
            Optional<URI> metrics,
            boolean passiveChecks) {
        public static final Traefik DEFAULT = new Traefik(Optional.empty(), Optional.empty(), Optional.empty());

        /** One whose metrics are not read. */
        public Traefik(
                Optional<String> httpEntryPoint,
                Optional<String> httpsEntryPoint,
                Optional<String> certificateResolver) {
            this(httpEntryPoint, httpsEntryPoint, certificateResolver, Optional.empty(), false);
        }
    }

    /**
     * The HTTP interface.
     *
     * @param listen where it listens
     * @param tokenFile the file with the bearer token that changing calls need; empty: those from loopback alone
     * @param agentCheck where HAProxys elsewhere are told of drains; empty: nowhere
     * @param tls what it shows, and whom it wants to see; empty: it speaks in the clear
     * @param hosts names that it is called by, beside addresses and the names of nodes
     */
    public record Api(
            Endpoint listen,
            Optional<Path> tokenFile,
            Optional<Endpoint> agentCheck,
            Optional<ApiTls> tls,
            List<String> hosts) {
        public static final Api DEFAULT = new Api(
                new Endpoint("127.0.0.1", 9180), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        public Api {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * TLS of the HTTP interface.
     *
     * @param own the certificate that it shows
     * @param clientCa the authorities of those who may call; empty: callers show no certificate
     */
    public record ApiTls(CheckTls.Credentials own, Optional<Path> clientCa) {}

    /**
     * The other sidecars.
     *
     * @param list who they are; empty: the other {@code nodes:} of the registry at port 9180
     * @param interval from one question to the next; 500 ms to 1 min
     * @param tokenFile the file with the bearer token that all sidecars share; empty: none is asked for
     * @param caFile the certificates that those reached by https are verified against; empty: the system's
     * @param credentials the certificate that is shown to them; empty: none, or that of the HTTP interface
     * @param store the engine that carries the exchange; empty: they ask each other
     * @param observers with an engine: how many nodes check each backend at its interval; 1 to 100
     */
    public record Peers(
            List<Peer> list,
            Duration interval,
            Optional<Path> tokenFile,
            Optional<Path> caFile,
            Optional<CheckTls.Credentials> credentials,
            Optional<PeerStore> store,
            int observers) {
        public static final Peers DEFAULT = new Peers(
                List.of(),
                Duration.ofSeconds(2),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3);

        public Peers {
            list = List.copyOf(list);
        }

        /** The same, with that certificate to show. */
        public Peers showing(Optional<CheckTls.Credentials> own) {
            return new Peers(list, interval, tokenFile, caFile, own, store, observers);
        }
    }

    /**
     * A collector that speaks OTLP over HTTP.
     *
     * @param endpoint its base URL, without a path; empty: nothing is sent
     * @param signals what is sent
     * @param interval from one look at the metrics to the next; 1 s to 1 h
     * @param headersFile a file with one {@code Name: value} a line that it wants to see; empty: none
     */
    public record Otlp(Optional<URI> endpoint, Set<Signal> signals, Duration interval, Optional<Path> headersFile) {
        public static final Otlp NONE =
                new Otlp(Optional.empty(), EnumSet.allOf(Signal.class), Duration.ofSeconds(15), Optional.empty());

        public Otlp {
            signals = Set.copyOf(signals);
        }

        /** A kind of telemetry. */
        public enum Signal {
            METRICS,
            TRACES,
            LOGS
        }
    }

    /** Another node's sidecar. */
    public record Peer(NodeName node, URI url) {}

    /**
     * Where the event log goes beside standard output.
     *
     * @param file the file; empty: nowhere else
     * @param maxSize how large it may become, in bytes; 100,000 or more
     * @param keep how many earlier files are kept beside it; 0 to 100
     */
    public record Events(Optional<Path> file, long maxSize, int keep) {
        public static final Events DEFAULT = new Events(Optional.empty(), 10_000_000, 5);
    }
}
