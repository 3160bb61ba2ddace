package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.HostName;

/**
 * Finds the servers of one service in its HAProxy backend, rule by rule: what a better rule has claimed for one backend
 * is not given to another by a weaker one.
 */
final class ServerBinder {
    private final ServerIndex index;
    private final Function<Backend, Optional<InetAddress>> addresses;
    private final Map<BackendId, ServerRef> previous;
    private final Binding.Draft draft;

    ServerBinder(
            ServerIndex index,
            Function<Backend, Optional<InetAddress>> addresses,
            Map<BackendId, ServerRef> previous,
            Binding.Draft draft) {
        this.index = index;
        this.addresses = addresses;
        this.previous = previous;
        this.draft = draft;
    }

    void bind(List<Backend> backends) {
        Map<String, Integer> labels = new HashMap<>();
        backends.forEach(backend -> labels.merge(firstLabel(backend), 1, Integer::sum));
        List<Function<Backend, Stream<ServerState>>> rules = List.of(
                backend -> index.named(backend.id().serverName()).stream(),
                this::bound,
                this::at,
                backend -> index.namedInAnyCase(host(backend)).stream(),
                backend -> labels.getOrDefault(firstLabel(backend), 0) == 1
                        ? index.namedInAnyCase(firstLabel(backend)).stream()
                        : Stream.empty());
        rules.forEach(rule -> backends.forEach(backend -> bind(backend, rule)));
    }

    private void bind(Backend backend, Function<Backend, Stream<ServerState>> rule) {
        if (!draft.has(backend.id())) {
            rule.apply(backend)
                    .map(ServerState::ref)
                    .filter(draft::free)
                    .findFirst()
                    .ifPresent(ref -> draft.bind(backend.id(), ref));
        }
    }

    private Stream<ServerState> bound(Backend backend) {
        ServerRef before = previous.get(backend.id());
        return before == null
                ? Stream.empty()
                : index.named(before.server()).stream()
                        .filter(server -> server.ref().equals(before));
    }

    private Stream<ServerState> at(Backend backend) {
        int port = backend.address().port();
        Stream<ServerState> byName =
                Stream.of(host(backend), backend.address().host()).flatMap(host -> index.at(host, port).stream());
        Stream<ServerState> byAddress =
                addresses.apply(backend).stream().flatMap(address -> index.at(address, port).stream());
        return Stream.concat(byName, byAddress);
    }

    private static String host(Backend backend) {
        return backend.id().endpoint().host();
    }

    private static String firstLabel(Backend backend) {
        String host = host(backend).toLowerCase(Locale.ROOT);
        int dot = host.indexOf('.');
        return dot < 0 || HostName.isAddress(host) ? host : host.substring(0, dot);
    }
}
