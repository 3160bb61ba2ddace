package org.bolabaden.outrider.peers;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;

/** Who the peers are: those that the settings name, or the other nodes of the registry. Pure. */
public final class PeerList {
    private static final int PORT = 9180;

    private PeerList() {}

    /** Each peer and the URL of its HTTP interface, in order; never this node itself. */
    public static Map<NodeName, URI> of(NodeSettings settings, Registry registry) {
        Map<NodeName, URI> all = new LinkedHashMap<>();
        if (settings.peers().list().isEmpty()) {
            registry.nodes().values().forEach(node -> {
                String host = node.address().orElse(node.name().value());
                if (!isSelf(host, settings)) {
                    all.put(node.name(), URI.create(scheme(settings) + "://" + bracketed(host) + ":" + PORT));
                }
            });
        } else {
            settings.peers().list().forEach(peer -> all.put(peer.node(), peer.url()));
        }
        all.keySet().removeIf(node -> isSelf(node.value(), settings));
        return all;
    }

    // A fleet whose own interface speaks TLS does so on every node.
    private static String scheme(NodeSettings settings) {
        return settings.api().tls().isPresent() ? "https" : "http";
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static boolean isSelf(String name, NodeSettings settings) {
        return name.equalsIgnoreCase(settings.node().value());
    }
}
