package org.bolabaden.outrider.drain;

import java.util.List;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/** What a drain takes out. It need not be in the registry: what left it may come back, and is drained then. */
public sealed interface Target {
    /** Characters of a wrong name that an error repeats. */
    int LONGEST_SHOWN = 100;

    /** The kinds there are. */
    enum Kind {
        NODE("node"),
        SERVICE("service"),
        BACKEND("backend");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word in the API and in the file. */
        public String word() {
            return word;
        }
    }

    /** Which kind it is. */
    Kind kind();

    /** Whether it takes this backend of that service out. */
    boolean covers(Service service, Backend backend);

    /** The backends that it takes out, in the registry's order. */
    default List<BackendId> among(Registry registry) {
        return registry.services().values().stream()
                .flatMap(service -> service.backends().stream()
                        .filter(backend -> covers(service, backend))
                        .map(Backend::id))
                .toList();
    }

    /** All backends that run on a node. */
    record OfNode(NodeName node) implements Target {
        @Override
        public Kind kind() {
            return Kind.NODE;
        }

        @Override
        public boolean covers(Service service, Backend backend) {
            return backend.node().equals(node);
        }

        @Override
        public String toString() {
            return node.value();
        }
    }

    /** All backends of a service, those that serve its reads included. */
    record OfService(ServiceName service) implements Target {
        @Override
        public Kind kind() {
            return Kind.SERVICE;
        }

        @Override
        public boolean covers(Service of, Backend backend) {
            return isOf(service, of);
        }

        @Override
        public String toString() {
            return service.value();
        }
    }

    /** One backend, also where it serves the reads of its service. */
    record OfBackend(BackendId backend) implements Target {
        @Override
        public Kind kind() {
            return Kind.BACKEND;
        }

        @Override
        public boolean covers(Service of, Backend one) {
            return one.id().endpoint().equals(backend.endpoint()) && isOf(backend.service(), of);
        }

        @Override
        public String toString() {
            return backend.toString();
        }
    }

    /**
     * Reads what {@link Kind#word} and {@link Object#toString} wrote.
     *
     * @throws IllegalArgumentException when it is no such kind, or not the name of one
     */
    static Target of(String kind, String name) {
        return switch (kind) {
            case "node" -> new OfNode(new NodeName(name));
            case "service" -> new OfService(new ServiceName(name));
            case "backend" -> new OfBackend(backend(name));
            default ->
                throw new IllegalArgumentException("no kind of target: '" + Visible.escaped(kind, LONGEST_SHOWN) + "'");
        };
    }

    private static BackendId backend(String name) {
        int slash = name.indexOf('/');
        int colon = name.lastIndexOf(':');
        if (slash < 0 || colon < slash || !name.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "not a backend: '" + Visible.escaped(name, LONGEST_SHOWN) + "', expected SERVICE/HOST:PORT");
        }
        String host = name.substring(slash + 1, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new BackendId(
                new ServiceName(name.substring(0, slash)),
                new Endpoint(
                        bracketed ? host.substring(1, host.length() - 1) : host,
                        Integer.parseInt(name.substring(colon + 1))));
    }

    private static boolean isOf(ServiceName name, Service service) {
        return service.name().equals(name)
                || service.readsOf().filter(name::equals).isPresent();
    }
}
