package org.bolabaden.outrider;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.peers.PeerList;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.JudgementRules.IsolationGuard;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;

/**
 * Whom the isolation guard asks beside the other backends: those that the settings name, the sidecars of the other
 * nodes, and the default gateways. A connection is tried; whatever comes back, a refusal too, is an answer.
 */
final class Witnesses {
    static final int MOST = 24;

    // Any port will do where the gateway refuses what it does not serve; where it drops that, these are the likeliest.
    private static final List<Integer> GATEWAY_PORTS = List.of(53, 80);
    private static final Check ASKED = new Check.Tcp(new Check.Schedule(Duration.ofSeconds(1), Duration.ofMillis(500)));
    private static final ServiceName SERVICE = new ServiceName("outrider.witness");

    private Witnesses() {}

    /** All of them, the configured ones first, at most {@value #MOST}. */
    static List<Endpoint> of(NodeSettings settings, Registry registry, List<InetAddress> gateways) {
        Set<Endpoint> all = new LinkedHashSet<>(settings.healthChecks()
                .judgement()
                .isolation()
                .map(IsolationGuard::witnesses)
                .orElse(List.of()));
        peers(settings, registry).forEach(all::add);
        gateways.forEach(
                gateway -> GATEWAY_PORTS.forEach(port -> all.add(new Endpoint(gateway.getHostAddress(), port))));
        return all.stream().limit(MOST).toList();
    }

    private static Stream<Endpoint> peers(NodeSettings settings, Registry registry) {
        return PeerList.of(settings, registry).values().stream().flatMap(url -> endpoint(url).stream());
    }

    private static Optional<Endpoint> endpoint(URI url) {
        String host = url.getHost();
        if (host == null) {
            return Optional.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        return Optional.of(new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
    }

    /** The witness as the engine can ask it: a backend of no service of the registry. */
    static Backend asked(Endpoint witness) {
        return new Backend(
                new BackendId(SERVICE, witness),
                new NodeName(witness.host()),
                witness,
                false,
                Weight.DEFAULT,
                Optional.empty(),
                UpstreamTls.DEFAULT,
                ASKED);
    }
}
