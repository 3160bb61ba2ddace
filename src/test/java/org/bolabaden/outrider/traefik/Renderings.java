package org.bolabaden.outrider.traefik;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Balance;
import org.bolabaden.outrider.registry.CachePolicy;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.Renderer;
import org.bolabaden.outrider.render.TemplateException;

/** What the built-in template makes of a few services, without files and checks of ours. */
final class Renderings {
    private final String node;
    private final List<Service> services = new ArrayList<>();
    private Predicate<Backend> up = backend -> true;
    private NodeSettings.Traefik traefik = NodeSettings.Traefik.DEFAULT;

    private Renderings(String node) {
        this.node = node;
    }

    /** On the node of that name. */
    static Renderings on(String node) {
        return new Renderings(node);
    }

    Renderings with(ServiceBuilder service) {
        services.add(service.build());
        return this;
    }

    /** Which backends hold as healthy; unless said, all. */
    Renderings up(Predicate<Backend> which) {
        up = which;
        return this;
    }

    Renderings entryPoints(String http, String https, String resolver) {
        traefik = new NodeSettings.Traefik(given(http), given(https), given(resolver));
        return this;
    }

    /** With a Traefik that knows passiveHealthCheck. */
    Renderings passiveChecks() {
        traefik = new NodeSettings.Traefik(
                traefik.httpEntryPoint(),
                traefik.httpsEntryPoint(),
                traefik.certificateResolver(),
                traefik.metrics(),
                true);
        return this;
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    String text() {
        NodeSettings settings = new NodeSettings(
                new NodeName(node),
                Path.of("services.yaml"),
                List.of(),
                NodeSettings.HealthChecks.DEFAULT,
                NodeSettings.Haproxy.NONE,
                traefik,
                NodeSettings.Api.DEFAULT,
                NodeSettings.Peers.DEFAULT,
                NodeSettings.Otlp.NONE,
                NodeSettings.Events.DEFAULT,
                List.of(),
                Optional.empty(),
                Path.of("state"));
        Map<ServiceName, ServicePlan> plans = new LinkedHashMap<>();
        services.forEach(service -> plans.put(
                service.name(),
                new ServicePlan(
                        service, service.backends().stream().map(this::server).toList())));
        try {
            return new Renderer()
                    .render("builtin:traefik-http", Models.of("1.0", "v1", settings, new Plan(1, plans), true));
        } catch (TemplateException broken) {
            throw new AssertionError(broken);
        }
    }

    private ServerPlan server(Backend backend) {
        boolean ready = up.test(backend);
        return new ServerPlan(
                backend,
                ready ? ServerPlan.Admin.READY : ServerPlan.Admin.MAINT,
                ready ? backend.weight() : Weight.ZERO,
                ServerPlan.Role.ACTIVE,
                Optional.empty(),
                "a test says so");
    }

    static ServiceBuilder service(String name) {
        return new ServiceBuilder(name);
    }

    /** An http service with good defaults. */
    static final class ServiceBuilder {
        private final ServiceName name;
        private final List<Backend> backends = new ArrayList<>();
        private List<String> aliases = List.of();
        private Balance balance = Balance.ROUNDROBIN;
        private Optional<CachePolicy> cache = Optional.empty();
        private UpstreamTls tls = UpstreamTls.DEFAULT;
        private Check check = http("/_healthz");

        private ServiceBuilder(String name) {
            this.name = new ServiceName(name);
        }

        static Check.Http http(String path) {
            return new Check.Http(schedule(), "GET", path, Optional.empty(), StatusRanges.DEFAULT, Optional.empty());
        }

        static Check.Schedule schedule() {
            return new Check.Schedule(Duration.ofMillis(200), Duration.ofMillis(500));
        }

        ServiceBuilder aliases(String... names) {
            aliases = List.of(names);
            return this;
        }

        ServiceBuilder balance(Balance other) {
            balance = other;
            return this;
        }

        ServiceBuilder cache(CachePolicy.Scope scope, Duration time) {
            cache = Optional.of(new CachePolicy(scope, time));
            return this;
        }

        ServiceBuilder tls(UpstreamTls other) {
            tls = other;
            return this;
        }

        /** Before the backends that shall have it. */
        ServiceBuilder check(Check other) {
            check = other;
            return this;
        }

        ServiceBuilder check(String path) {
            return check(http(path));
        }

        ServiceBuilder local(int port) {
            return backend("127.0.0.1", port, true, 100);
        }

        ServiceBuilder peer(int port) {
            return peer(port, 100);
        }

        ServiceBuilder peer(int port, int weight) {
            return backend("127.0.0.1", port, false, weight);
        }

        ServiceBuilder backend(String host, int port, boolean local, int weight) {
            return add(new Endpoint(host, port), local, weight, Optional.empty());
        }

        /** Reached through its node's edge. */
        ServiceBuilder edge(String url) {
            return edge(url, false);
        }

        ServiceBuilder edge(String url, boolean local) {
            URI uri = URI.create(url);
            int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
            return add(new Endpoint(uri.getHost(), port), local, 100, Optional.of(uri));
        }

        private ServiceBuilder add(Endpoint at, boolean local, int weight, Optional<URI> url) {
            backends.add(new Backend(
                    new BackendId(name, at), new NodeName(at.host()), at, local, new Weight(weight), url, tls, check));
            return this;
        }

        private Service build() {
            return new Service(
                    name,
                    Section.HTTP,
                    aliases,
                    OptionalInt.empty(),
                    balance,
                    cache,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    backends);
        }
    }
}
