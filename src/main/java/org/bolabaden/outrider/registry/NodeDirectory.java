package org.bolabaden.outrider.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers which node a backend runs on, where that node is reached, and whether it is this one.
 *
 * <p>A host names a node when it equals the name or the address of an entry of {@code nodes:}. The host of a URL also
 * names the node that it is a subdomain of, since a node's edge answers for its own subdomains; the longest name wins.
 * Any other host is a node of its own. Host names are compared without case, and always as a whole: {@code node1} is
 * not {@code node1.bolabaden.org}.
 */
final class NodeDirectory {
    // The one name that always means this machine. Loopback addresses do not: test fleets give each node one.
    private static final String THIS_MACHINE = "localhost";

    private final List<Node> nodes;
    private final NodeName self;

    /**
     * Creates it.
     *
     * @param nodes the registry's entries
     * @param self this node, by the name or the address of its entry, or by a name that has no entry
     */
    NodeDirectory(Collection<Node> nodes, NodeName self) {
        this.nodes = List.copyOf(nodes);
        this.self = named(self.value()).map(Node::name).orElse(self);
    }

    /** The node that a host names. */
    NodeName nodeOf(String host) {
        return named(host).map(Node::name).orElseGet(() -> isThisMachine(host) ? self : new NodeName(host));
    }

    /** The node whose edge a URL's host leads to. */
    NodeName nodeOfUrl(String host) {
        return isThisMachine(host) || named(host).isPresent()
                ? nodeOf(host)
                : nodes.stream()
                        .filter(node ->
                                lower(host).endsWith("." + lower(node.name().value())))
                        .max(Comparator.comparingInt(node -> node.name().value().length()))
                        .map(Node::name)
                        .orElseGet(() -> new NodeName(host));
    }

    boolean isSelf(NodeName node) {
        return lower(node.value()).equals(lower(self.value()));
    }

    /** Where a connection to the host really goes: the address of the node that it names, else the host itself. */
    String addressOf(String host) {
        return named(host).flatMap(Node::address).orElse(host);
    }

    private Optional<Node> named(String host) {
        return nodes.stream()
                .filter(node -> lower(node.name().value()).equals(lower(host)))
                .findFirst()
                .or(() -> nodes.stream()
                        .filter(node -> node.address()
                                .filter(a -> lower(a).equals(lower(host)))
                                .isPresent())
                        .findFirst());
    }

    private static boolean isThisMachine(String host) {
        return lower(host).equals(THIS_MACHINE);
    }

    static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
