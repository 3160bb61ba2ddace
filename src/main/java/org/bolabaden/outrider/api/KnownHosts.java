package org.bolabaden.outrider.api;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;

/**
 * By which names this sidecar may be called. A page that somebody was lured to can have its own name lead here after it was
 * loaded (DNS rebinding), and then the browser lets it read the answers: so names that are nobody's here are refused. An
 * address cannot be made to lead elsewhere, and a name without a dot is none that a stranger can own.
 */
final class KnownHosts {
    private KnownHosts() {}

    /** The names with a dot that are taken, in small letters. */
    static Set<String> of(NodeSettings settings, Registry registry) {
        return Stream.of(
                        Stream.of(
                                settings.node().value(), settings.api().listen().host()),
                        settings.api().hosts().stream(),
                        registry.nodes().values().stream()
                                .flatMap(node ->
                                        Stream.concat(Stream.of(node.name().value()), node.address().stream())))
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Whether a request with that header is for us.
     *
     * @param header {@code Host}, with or without a port
     */
    static boolean isOne(String header, Set<String> names) {
        String name = OwnOrigin.withoutPort(header).toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return (name.indexOf('.') < 0 && name.indexOf(':') < 0) || isAddress(name) || names.contains(name);
    }

    private static boolean isAddress(String name) {
        try {
            return !InetAddress.ofLiteral(name).getHostAddress().isEmpty();
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }
}
