package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.WrittenRegistry.Body;
import org.bolabaden.outrider.registry.WrittenRegistry.Defaults;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenBackend;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenService;

/** Puts the files of a registry together: what must be unique is, what is inherited is filled in. */
final class RegistryAssembly {
    private final NodeSettings settings;
    private final Path directory;
    private final Problems problems;
    private final List<WrittenService> services = new ArrayList<>();
    private final Map<NodeName, Node> nodes = new LinkedHashMap<>();
    private final Claims nodeNames;
    private final Claims names;
    private final Claims ports;
    private Defaults defaults = Defaults.NOTHING;
    private boolean allowShrink;

    /**
     * Begins a registry.
     *
     * @param settings who this node is, and the last defaults of checks
     * @param directory what relative paths are relative to
     */
    RegistryAssembly(NodeSettings settings, Path directory, Problems problems) {
        this.settings = settings;
        this.directory = directory;
        this.problems = problems;
        this.nodeNames = new Claims("duplicate node", problems);
        this.names = new Claims("duplicate name of a service", problems);
        this.ports = new Claims("duplicate port", problems);
    }

    void add(WrittenRegistry file) {
        file.defaults().ifPresent(written -> defaults = written);
        allowShrink |= file.allowShrink();
        file.nodes().forEach(row -> {
            if (nodeNames.claim(NodeDirectory.lower(row.name().value()), row.name())) {
                NodeName name = new NodeName(row.name().value());
                nodes.put(
                        name, new Node(name, row.value().address(), row.value().maintenance()));
            }
        });
        services.addAll(file.services());
    }

    Registry build(String version) {
        // Names before aliases: a name belongs to its service, wherever an alias of another stands.
        services.forEach(
                service -> claimName(service.name(), service.name().value().value()));
        services.forEach(service -> service.body().aliases().forEach(alias -> claimName(alias, alias.value())));
        Dependencies.check(services, problems);
        NodeDirectory directoryOfNodes = new NodeDirectory(nodes.values(), settings.node());
        Map<ServiceName, Service> built = new LinkedHashMap<>();
        for (Section section : Section.values()) {
            services.stream()
                    .filter(service -> service.section() == section)
                    .forEach(service -> build(service, directoryOfNodes, built)
                            .ifPresent(made -> built.putIfAbsent(made.name(), made)));
        }
        return new Registry(version, nodes, built, allowShrink);
    }

    private void claimName(Located<?> by, String name) {
        names.claim(NodeDirectory.lower(name), by);
    }

    private Optional<Service> build(WrittenService service, NodeDirectory lookup, Map<ServiceName, Service> earlier) {
        service.body().port().ifPresent(port -> ports.claim(port.value(), port));
        return service.readsOf().isEmpty()
                ? Optional.of(build(service, lookup))
                : primaries(lookup)
                        .readPool(
                                service,
                                service.readsOf().flatMap(of -> Optional.ofNullable(earlier.get(of.service()))));
    }

    private Service build(WrittenService service, NodeDirectory lookup) {
        Body body = service.body();
        Check check = check(service, lookup);
        UpstreamTls tls = new UpstreamTls(
                body.tls().ca().map(directory::resolve), body.tls().serverName());
        Claims endpoints = new Claims("duplicate backend", problems);
        List<Backend> backends = new ArrayList<>();
        for (Located<WrittenBackend> written : body.backends()) {
            Endpoint at = written.value().endpoint();
            if (endpoints.claim(
                    new Endpoint(NodeDirectory.lower(at.host()), at.port()),
                    new Located<>(at, written.place(), written.path()))) {
                backends.add(backend(new BackendId(service.name().value(), at), written.value(), tls, check, lookup));
            }
        }
        return new Service(
                service.name().value(),
                service.section(),
                body.aliases().stream().map(Located::value).toList(),
                body.boundPort(),
                body.balance(),
                body.cache(),
                primaries(lookup).source(body.primary(), check, backends),
                body.dependsOn().stream().map(Located::value).toList(),
                body.maintenance(),
                backends);
    }

    private Check check(WrittenService service, NodeDirectory lookup) {
        WrittenCheck own = service.body().check();
        WrittenCheck all = defaults.of(service.section()).under(own);
        CheckType type = all.type().orElse(CheckType.of(service.section()));
        if (own.type().isEmpty()) {
            own.refuseUnfit(type, problems);
        }
        if (all.parts().isEmpty()) {
            return single(all, type, service, lookup);
        }
        WrittenParts several = all.parts().get();
        List<Check> parts = several.parts().stream()
                .map(part -> part(all.ground(type), part, service, lookup))
                .toList();
        Check.Common common = all.common().resolve(settings.healthChecks().schedule(), lookup::addressOf);
        Duration timeout = parts.stream()
                .map(part -> part.schedule().timeout())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Check.Several(
                new Check.Common(
                        new Check.Schedule(common.schedule().interval(), timeout), common.address(), common.port()),
                several.mode(),
                parts);
    }

    private Check part(WrittenCheck ground, WrittenCheck written, WrittenService service, NodeDirectory lookup) {
        WrittenCheck whole = ground.under(written);
        CheckType type = whole.type().orElseThrow();
        if (written.type().isEmpty()) {
            written.refuseUnfit(type, problems);
        }
        return single(whole, type, service, lookup);
    }

    private Check single(WrittenCheck check, CheckType type, WrittenService service, NodeDirectory lookup) {
        type.kind().verify(check.own(), problems);
        check.refuseIncomplete(type, service.name(), problems);
        return check.resolve(service.section(), settings.healthChecks().schedule(), surroundings(lookup));
    }

    private CheckKind.Surroundings surroundings(NodeDirectory lookup) {
        return new CheckKind.Surroundings(lookup::addressOf, directory::resolve);
    }

    private PrimaryAssembly primaries(NodeDirectory lookup) {
        return new PrimaryAssembly(surroundings(lookup), problems);
    }

    private static Backend backend(
            BackendId id, WrittenBackend written, UpstreamTls tls, Check check, NodeDirectory lookup) {
        String host = id.endpoint().host();
        NodeName node = written.url().isPresent() ? lookup.nodeOfUrl(host) : lookup.nodeOf(host);
        Endpoint address = new Endpoint(lookup.addressOf(host), id.endpoint().port());
        return new Backend(id, node, address, lookup.isSelf(node), written.weight(), written.url(), tls, check);
    }
}
