package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.MaintenanceWindow;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.Node;
import org.bolabaden.outrider.registry.Registry;

/** Which maintenance windows concern a backend: those of its service and those of its node. */
final class Windows {
    private Windows() {}

    /**
     * One that is open.
     *
     * @param until when it closes
     * @param reason what for
     */
    record Open(Instant until, Optional<String> reason) {
        @Override
        public String toString() {
            return "maintenance until " + until.truncatedTo(ChronoUnit.SECONDS)
                    + reason.map(what -> " (" + what + ")").orElse("");
        }
    }

    static List<MaintenanceWindow> ofNode(Registry registry, Backend backend) {
        Node node = registry.nodes().get(backend.node());
        return node == null ? List.of() : node.maintenance();
    }

    /** The one that closes last of those that are open; empty: none is. */
    static Optional<Open> open(Stream<MaintenanceWindow> windows, Instant now) {
        return windows.flatMap(window -> window.at(now).stream().map(span -> new Open(span.until(), window.reason())))
                .max(Comparator.comparing(Open::until));
    }

    /** The one that wants the backend to take no new sessions now; empty: none does. */
    static Optional<Open> draining(Registry registry, Backend backend, List<MaintenanceWindow> ofService, Instant now) {
        List<MaintenanceWindow> ofNode = ofNode(registry, backend);
        if (ofService.isEmpty() && ofNode.isEmpty()) {
            // Asked for every backend in every plan, and nearly always so.
            return Optional.empty();
        }
        return open(
                Stream.concat(ofService.stream(), ofNode.stream()).filter(window -> window.mode() == Mode.DRAIN), now);
    }

    /** When any of the registry's windows opens or closes next; empty: never again. */
    static Optional<Instant> nextEdge(Registry registry, Instant now) {
        return Stream.concat(
                        registry.nodes().values().stream().map(Node::maintenance),
                        registry.services().values().stream().map(service -> service.maintenance()))
                .flatMap(List::stream)
                .flatMap(window -> window.nextEdge(now).stream())
                .min(Comparator.naturalOrder());
    }
}
