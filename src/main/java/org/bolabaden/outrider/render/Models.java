package org.bolabaden.outrider.render;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.HostName;
import org.bolabaden.outrider.registry.HttpVersion;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.Service;

/** Makes the templates' {@link Model} of a plan. Pure. */
public final class Models {
    private final NodeSettings settings;
    private final Set<String> claimedHosts = new HashSet<>();

    private Models(NodeSettings settings) {
        this.settings = settings;
    }

    /**
     * The model of a plan.
     *
     * @param version of Outrider
     * @param registryVersion of the registry that the plan is for
     * @param global whether the file shall have HAProxy's {@code global} section
     */
    public static Model of(String version, String registryVersion, NodeSettings settings, Plan plan, boolean global) {
        Models models = new Models(settings);
        plan.services().values().forEach(service -> models.claimedHosts.addAll(hosts(service.service())));
        List<Model.Service> http = new ArrayList<>();
        List<Model.Service> tcp = new ArrayList<>();
        for (ServicePlan service : plan.services().values()) {
            (service.service().section() == Section.HTTP ? http : tcp).add(models.service(service));
        }
        return new Model(
                version,
                registryVersion,
                settings.node().value(),
                haproxy(settings, global),
                traefik(settings),
                http,
                tcp);
    }

    private static Model.Haproxy haproxy(NodeSettings settings, boolean global) {
        NodeSettings.Haproxy haproxy = settings.haproxy();
        return new Model.Haproxy(
                global,
                haproxy.socket().map(Models::statsSocket).orElse(""),
                haproxy.masterSocket().orElse(""),
                haproxy.httpBind(),
                haproxy.httpsBind(),
                haproxy.certificate().map(Object::toString).orElse(""),
                haproxy.tcpBind(),
                haproxy.log().map(Models::logTarget).orElse(""));
    }

    /** A stream gets the bare lines: whoever collects it adds the time and the container by himself. */
    private static String logTarget(String log) {
        return log.equals("stdout") || log.equals("stderr") ? log + " format raw" : log;
    }

    /** A bare {@code host:port} would be taken for a path. */
    private static String statsSocket(String socket) {
        boolean path = socket.indexOf('/') >= 0 || socket.indexOf(':') < 0;
        if (path || socket.indexOf('@') >= 0) {
            return socket;
        }
        return (socket.startsWith("[") ? "ipv6@" : "ipv4@") + socket;
    }

    private static Model.Traefik traefik(NodeSettings settings) {
        NodeSettings.Traefik traefik = settings.traefik();
        return new Model.Traefik(
                traefik.httpEntryPoint().orElse(""),
                traefik.httpsEntryPoint().orElse(""),
                traefik.certificateResolver().orElse(""),
                traefik.passiveChecks());
    }

    private static List<String> hosts(Service service) {
        return service.section() == Section.TCP
                ? List.of()
                : Stream.concat(Stream.of(service.name().value()), service.aliases().stream())
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList();
    }

    private Model.Service service(ServicePlan plan) {
        Service service = plan.service();
        boolean primary = service.primary().isPresent();
        boolean localFirst = service.hasLocal() && !primary;
        List<Model.Server> servers = plan.servers().stream()
                .map(server -> server(server, localFirst))
                .toList();
        List<Model.Pool> pools = primary ? List.of(primary(servers)) : pools(servers);
        return new Model.Service(
                service.name().value(),
                service.aliases(),
                hosts(service),
                service.port().orElse(0),
                service.balance().key(),
                service.cache()
                        .map(policy -> new Model.Cache(
                                policy.scope().key(), policy.time().toSeconds()))
                        .orElse(null),
                localFirst && service.section() == Section.HTTP ? directHost(service) : "",
                primary,
                localFirst,
                check(service),
                new Model.Tls(service.backends().stream()
                        .flatMap(backend -> backend.upstreamTls().ca().stream())
                        .map(Object::toString)
                        .findFirst()
                        .orElse("")),
                servers,
                pools.getFirst(),
                pools.size() < 2 ? null : pools.getLast());
    }

    /** The pools that have servers, the one to ask first in front. */
    private static List<Model.Pool> pools(List<Model.Server> servers) {
        Model.Pool local =
                pool("local", servers.stream().filter(Model.Server::local).toList());
        Model.Pool peers =
                pool("peers", servers.stream().filter(server -> !server.local()).toList());
        if (local.servers().isEmpty() || peers.servers().isEmpty()) {
            return List.of(local.servers().isEmpty() ? peers : local);
        }
        return local.up() || !peers.up() ? List.of(local, peers) : List.of(peers, local);
    }

    /** Whoever is not ready must get nothing, so this one may be empty. */
    private static Model.Pool primary(List<Model.Server> servers) {
        List<Model.Server> ready = servers.stream().filter(Model.Server::up).toList();
        return new Model.Pool("primary", !ready.isEmpty(), ready);
    }

    private static Model.Pool pool(String name, List<Model.Server> servers) {
        List<Model.Server> up = servers.stream()
                .filter(server -> server.up() && server.weight() > 0)
                .toList();
        if (!up.isEmpty()) {
            return new Model.Pool(name, true, up);
        }
        List<Model.Server> sharing =
                servers.stream().filter(server -> server.fullWeight() > 0).toList();
        return new Model.Pool(name, false, sharing.isEmpty() ? servers : sharing);
    }

    private static Model.Server server(ServerPlan plan, boolean localFirst) {
        Backend backend = plan.backend();
        String host = backend.address().host();
        String address = plan.address().map(Models::literal).orElse(host);
        return new Model.Server(
                backend.id().serverName(),
                host,
                address,
                HostName.isAddress(address),
                address.indexOf(':') >= 0,
                backend.address().port(),
                backend.node().value(),
                backend.local(),
                localFirst && !backend.local(),
                plan.admin() == ServerPlan.Admin.READY,
                plan.admin().word(),
                plan.admin() == ServerPlan.Admin.READY ? plan.weight().value() : 0,
                backend.weight().value(),
                backend.url().map(URI::toString).orElse(""),
                backend.tls(),
                backend.tls()
                        ? backend.upstreamTls()
                                .serverName()
                                .orElse(backend.id().endpoint().host())
                        : "",
                plan.reason());
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static Model.Check check(Service service) {
        Check check = service.backends().getFirst().check();
        long interval = check.schedule().interval().toMillis();
        long timeout = check.schedule().timeout().toMillis();
        Model.Check connection = new Model.Check("tcp", "", "", "", "", "", interval, timeout);
        return switch (check) {
            case Check.Tcp tcp -> connection;
            case Check.Tls tls -> connection;
            case Check.Redis redis -> connection;
            case Check.Exec exec -> connection;
            case Check.Grpc grpc -> connection;
            case Check.Dns dns -> connection;
            case Check.Several several -> connection;
            // The proxies' own check asks once, where the traffic goes, as the traffic does and without further
            // headers.
            case Check.Http http
            when http.common().elsewhere()
                    || http.tls().isPresent()
                    || http.request().followRedirects()
                    || !http.request().headers().isEmpty() -> connection;
            // And it speaks HTTP/1.1, which a server of HTTP/2 may not.
            case Check.Http http when http.version() == HttpVersion.HTTP_2 -> connection;
            case Check.Http http ->
                new Model.Check(
                        "http",
                        http.request().method(),
                        http.request().path(),
                        http.request().host().orElse(service.name().value()),
                        http.expect().status().toString(),
                        http.expect().body().orElse(""),
                        interval,
                        timeout);
        };
    }

    /**
     * The service's first label in front of this node's name; a node's short name gets the service's own domain. A name
     * that another service or direct host has already is nobody's.
     */
    private String directHost(Service service) {
        String name = service.name().value().toLowerCase(Locale.ROOT);
        String node = settings.node().value().toLowerCase(Locale.ROOT);
        if (HostName.isAddress(name) || HostName.isAddress(node)) {
            return "";
        }
        int dot = name.indexOf('.');
        String label = dot < 0 ? name : name.substring(0, dot);
        String domain = dot < 0 ? "" : name.indexOf('.', dot + 1) < 0 ? name : name.substring(dot + 1);
        String host = label + "." + node + (node.indexOf('.') >= 0 || domain.isEmpty() ? "" : "." + domain);
        return HostName.isValid(host) && claimedHosts.add(host) ? host : "";
    }
}
