package org.bolabaden.outrider.render;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.StatusRanges;
import org.jspecify.annotations.Nullable;

/**
 * What a template sees: the registry with every decision made. Names are those that templates write, {@code
 * {service.localFirst}}; docs/TEMPLATES.md lists them. Texts are as the registry has them: a template quotes those that are
 * free text with {@code .haproxy} or {@code .yaml} (see {@link Quoting}).
 *
 * @param version of Outrider
 * @param registry the version of the registry
 * @param node this node's name
 * @param haproxy how the HAProxy beside us is reached and binds
 * @param traefik what the Traefik beside us calls its entry points
 * @param http the services of the {@code http} section, in the registry's order
 * @param tcp the services of the {@code tcp} section, in the registry's order
 */
@RegisterForReflection(ignoreNested = false)
public record Model(
        String version,
        String registry,
        String node,
        Haproxy haproxy,
        Traefik traefik,
        List<Service> http,
        List<Service> tcp) {

    public Model {
        http = List.copyOf(http);
        tcp = List.copyOf(tcp);
    }

    /** All services, {@code http} first. */
    public List<Service> services() {
        return Stream.concat(http.stream(), tcp.stream()).toList();
    }

    /** The distinct times of the services' caches, in seconds, ascending. */
    public List<Long> cacheTimes() {
        return http.stream()
                .map(Service::cache)
                .filter(Objects::nonNull)
                .map(Cache::seconds)
                .distinct()
                .sorted()
                .toList();
    }

    /** The http services whose https servers are verified in a way of their own. */
    public List<Service> ownTls() {
        return http.stream().filter(Service::hasOwnTls).toList();
    }

    /**
     * The same without anything that HAProxy takes over its runtime socket: states, weights, addresses, and the servers
     * that can be added at run time. While a file rendered from it stays the same, no reload is needed.
     */
    Model structure() {
        return new Model(
                version,
                "",
                node,
                haproxy,
                traefik,
                http.stream().map(Service::structure).toList(),
                tcp.stream().map(Service::structure).toList());
    }

    /**
     * The HAProxy beside us. Texts are empty when not configured.
     *
     * @param global whether this file shall have the {@code global} section: of several files for HAProxy the first
     * @param socket the runtime API as {@code stats socket} takes it: a path, or {@code ipv4@address:port}
     * @param masterSocket the master's, for the comment on how to start it: {@code haproxy -W -S …}
     * @param httpBind the bind of plain HTTP, such as {@code :80}
     * @param httpsBind the bind of HTTPS
     * @param certificate the certificate of HTTPS: a file or a directory; without it there is no HTTPS
     * @param tcpBind the address to bind tcp services on, {@code *} for all of IPv4
     * @param log where the access log goes, as {@code log} takes it: {@code stdout format raw}, {@code /dev/log}
     */
    public record Haproxy(
            boolean global,
            String socket,
            String masterSocket,
            String httpBind,
            String httpsBind,
            String certificate,
            String tcpBind,
            String log) {
        /** What stands behind the host in a URL of HTTPS: {@code :8443}; empty for the usual port. */
        public String httpsPort() {
            String port = httpsBind.substring(httpsBind.lastIndexOf(':'));
            return port.equals(":443") ? "" : port;
        }
    }

    /**
     * The Traefik beside us. Texts are empty when not configured.
     *
     * @param httpEntryPoint the entry point of plain HTTP
     * @param httpsEntryPoint the entry point of HTTPS
     * @param certResolver the certificate resolver
     * @param passiveChecks whether it knows passiveHealthCheck, and is to use it
     */
    public record Traefik(String httpEntryPoint, String httpsEntryPoint, String certResolver, boolean passiveChecks) {}

    /**
     * A service.
     *
     * @param name its name, and the name of its backend in HAProxy
     * @param aliases further host names
     * @param hosts its name and its aliases in lower case ({@code http} only)
     * @param port the port to bind ({@code tcp} only, else 0)
     * @param balance {@code roundrobin} or {@code leastconn}
     * @param cache what may be cached; null: nothing
     * @param directHost the host name under which this node answers for its own backends alone, {@code
     *     bolabaden.node1.bolabaden.org}; empty: no local backend, or the name belongs to another service
     * @param primary whether it has one primary at the most, which alone is ready
     * @param localFirst whether a backend runs on this node: it serves while healthy, peers are the fallback; never of one
     *     with a primary
     * @param check how its backends are checked
     * @param tls how certificates of {@code https} backends are verified
     * @param servers all of them, in the registry's order
     * @param first the pool that shall be asked now: the local one while one of it may serve, else the peers; of one with
     *     a primary, the primary
     * @param second the other pool; null: there is none
     */
    public record Service(
            String name,
            List<String> aliases,
            List<String> hosts,
            int port,
            String balance,
            @Nullable Cache cache,
            String directHost,
            boolean primary,
            boolean localFirst,
            Check check,
            Tls tls,
            List<Server> servers,
            Pool first,
            @Nullable Pool second) {
        public Service {
            aliases = List.copyOf(aliases);
            hosts = List.copyOf(hosts);
            servers = List.copyOf(servers);
        }

        /** The pools that there are, the one to ask first in front. */
        public List<Pool> pools() {
            return second == null ? List.of(first) : List.of(first, second);
        }

        /**
         * The pool to turn to when a proxy with checks of its own has given up on all pools: the last one of which one server
         * may serve by our verdict. Null when none may, or when our check is not one that Traefik makes itself: then the
         * verdict alone decides, and nobody else gives up.
         */
        public @Nullable Pool lastResort() {
            if (!check.suitsTraefik()) {
                return null;
            }
            return second != null && second.up() ? second : first.up() ? first : null;
        }

        /** Whether there is more than one place to ask, one after the other. */
        public boolean chained() {
            return second != null || lastResort() != null;
        }

        /** The servers that are reached at host and port. */
        public List<Server> direct() {
            return servers.stream().filter(server -> server.url().isEmpty()).toList();
        }

        /** The servers that are reached by a URL, through their node's own edge. */
        public List<Server> edges() {
            return servers.stream().filter(server -> !server.url().isEmpty()).toList();
        }

        /** The servers on this node. */
        public List<Server> locals() {
            return servers.stream().filter(Server::local).toList();
        }

        /** The name that all https servers are asked for by TLS; empty: each by the host of its own URL. */
        public String tlsName() {
            return servers.stream()
                    .filter(Server::tls)
                    .filter(server -> !(server.url() + ":").startsWith("https://" + server.serverName() + ":"))
                    .map(Server::serverName)
                    .findFirst()
                    .orElse("");
        }

        /** Whether https servers are verified by other authorities than the system's, or by another name than their URL's. */
        public boolean hasOwnTls() {
            return servers.stream().anyMatch(Server::tls)
                    && !(tls.ca().isEmpty() && tlsName().isEmpty());
        }

        Service structure() {
            // Those behind an edge may need a backend of their own, for their Host header.
            List<Server> fixed = edges().stream().map(Server::structure).toList();
            Pool none = new Pool("", true, List.of());
            return new Service(
                    name,
                    aliases,
                    hosts,
                    port,
                    balance,
                    cache,
                    directHost,
                    primary,
                    localFirst,
                    check,
                    tls,
                    fixed,
                    none,
                    null);
        }
    }

    /**
     * Some of a service's servers.
     *
     * @param name {@code local}, {@code peers} or {@code primary}
     * @param up whether one of them may serve
     * @param servers those that may serve; when none may, all that have a share by the registry; when none has, all of them,
     *     so that no pool is ever empty. But a primary's has the primary alone, and nobody while there is none
     */
    public record Pool(String name, boolean up, List<Server> servers) {
        public Pool {
            servers = List.copyOf(servers);
        }

        /** Those that are reached at host and port. */
        public List<Server> direct() {
            return servers.stream().filter(server -> server.url().isEmpty()).toList();
        }

        /** Those that are reached by a URL, through their node's own edge. */
        public List<Server> edges() {
            return servers.stream().filter(server -> !server.url().isEmpty()).toList();
        }

        /** The share of one of them: by the plan, or by the registry while none may serve. */
        public int share(Server server) {
            return up ? server.weight() : server.fullWeight();
        }

        /** The share of some of them together. */
        public int total(List<Server> some) {
            return some.stream().mapToInt(this::share).sum();
        }
    }

    /**
     * One server.
     *
     * @param name its stable name, {@code host:port}
     * @param host where to connect to by the registry: the address of its node where one is given, else its own host
     * @param address where to connect to now: an IP address, or the host while none is known
     * @param resolved whether the address is an IP address
     * @param ipv6 whether the address is an IPv6 address, which some places want in brackets
     * @param port 1 to 65535
     * @param node the node it runs on
     * @param local whether that is this node
     * @param backup whether it stands by while local ones serve
     * @param up whether it may serve now: healthy, and neither drained nor in maintenance
     * @param state {@code ready}, {@code drain} or {@code maint}
     * @param weight its share now, 0 to 256
     * @param fullWeight its share by the registry, 0 to 256
     * @param url its URL, when it is reached through its node's edge; else empty
     * @param tls whether it is reached by TLS
     * @param serverName the name to ask for and to verify by TLS; empty: no TLS
     * @param reason why it is in this state, one line of text
     */
    public record Server(
            String name,
            String host,
            String address,
            boolean resolved,
            boolean ipv6,
            int port,
            String node,
            boolean local,
            boolean backup,
            boolean up,
            String state,
            int weight,
            int fullWeight,
            String url,
            boolean tls,
            String serverName,
            String reason) {
        /** The address with its port, an IPv6 address in brackets. */
        public String target() {
            return (ipv6 ? "[" + address + "]" : address) + ":" + port;
        }

        /** The host by the registry with its port, an IPv6 address in brackets. */
        public String endpoint() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }

        Server structure() {
            return new Server(
                    name,
                    host,
                    host,
                    false,
                    false,
                    port,
                    node,
                    local,
                    backup,
                    true,
                    "ready",
                    fullWeight,
                    fullWeight,
                    url,
                    tls,
                    serverName,
                    "");
        }
    }

    /**
     * What may be cached.
     *
     * @param scope {@code static} or {@code all}
     * @param seconds for how long
     */
    public record Cache(String scope, long seconds) {}

    /**
     * How backends are checked.
     *
     * @param type {@code http} or {@code tcp}; what follows is empty for the latter
     * @param method the HTTP method
     * @param path the request target: free text, quote it
     * @param host the {@code Host} header
     * @param status the status codes that pass, as written: {@code 200-399,404}
     * @param body text that the body must contain: free text, quote it
     * @param intervalMillis from the start of one check to the start of the next
     * @param timeoutMillis for the whole check
     */
    public record Check(
            String type,
            String method,
            String path,
            String host,
            String status,
            String body,
            long intervalMillis,
            long timeoutMillis) {

        /**
         * Whether Traefik can make this check itself and comes to our verdict: over HTTP, with a path that it does not
         * take for something else, and with status codes that it can tell apart.
         */
        public boolean suitsTraefik() {
            return type.equals("http") && isKeptByUrls(path) && (!onlyStatus().isEmpty() || areUsual(status));
        }

        /** The one status code that passes; empty: several do. */
        public String onlyStatus() {
            return status.length() == 3 ? status : "";
        }

        // Traefik resolves the path like a link: //host is another host, dots go up, and what no URL has is encoded.
        private static boolean isKeptByUrls(String path) {
            try {
                URI at = URI.create("http://h");
                return path.indexOf('#') < 0
                        && at.resolve(path).normalize().toString().equals(at + path);
            } catch (IllegalArgumentException noUrl) {
                return false;
            }
        }

        // Without a code of its own Traefik takes these for healthy.
        private static boolean areUsual(String status) {
            return StatusRanges.parse(status).ranges().stream()
                    .allMatch(range -> range.from() >= 200 && range.to() <= 399);
        }
    }

    /**
     * How certificates are verified; they always are.
     *
     * @param ca a PEM file; empty: the system's authorities
     */
    public record Tls(String ca) {}
}
