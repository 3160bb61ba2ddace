package org.bolabaden.outrider.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that services.yaml and its includes say: immutable, consistent, all defaults filled in.
 *
 * @param version a short hash of the files' content, equal on every node that has the same files
 * @param nodes by name, in the file's order
 * @param services by name, in the file's order, {@code http} before {@code tcp}
 * @param allowShrink whether the file itself says that losing most of what it listed is meant
 */
public record Registry(
        String version, Map<NodeName, Node> nodes, Map<ServiceName, Service> services, boolean allowShrink) {
    /** What is known before the first file was read. */
    public static final Registry EMPTY = new Registry("none", Map.of(), Map.of(), false);

    public Registry {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** The service of that name. */
    public Optional<Service> service(ServiceName name) {
        return Optional.ofNullable(services.get(name));
    }

    /** All backends of all services, in order. */
    public List<Backend> backends() {
        List<Backend> all = new ArrayList<>();
        services.values().forEach(service -> all.addAll(service.backends()));
        return Collections.unmodifiableList(all);
    }

    /**
     * Whether a node is the one that calls itself so.
     *
     * @param self by the name or the address of its entry, or by a name that has no entry
     */
    public boolean isSelf(NodeName node, NodeName self) {
        return new NodeDirectory(nodes.values(), self).isSelf(node);
    }

    @Override
    public String toString() {
        return "registry " + version + " (" + services.size() + " services)";
    }
}
