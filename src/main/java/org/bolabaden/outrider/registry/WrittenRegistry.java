package org.bolabaden.outrider.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One file of the registry, decoded but not yet put together with the others.
 *
 * @param includes the globs, as written
 * @param nodes the file's {@code nodes:}
 * @param defaults what services inherit; only the first file has them
 * @param allowShrink whether losing most of it is meant; only the first file may say so
 * @param services the {@code http:} and then the {@code tcp:} services
 */
record WrittenRegistry(
        List<Located<String>> includes,
        List<TableForm.Row<String, WrittenNode>> nodes,
        Optional<Defaults> defaults,
        boolean allowShrink,
        List<WrittenService> services) {

    /** What services inherit: for all, and for each section. */
    record Defaults(WrittenCheck all, WrittenCheck http, WrittenCheck tcp) {
        static final Defaults NOTHING = new Defaults(WrittenCheck.NOTHING, WrittenCheck.NOTHING, WrittenCheck.NOTHING);

        WrittenCheck of(Section section) {
            return all.under(
                    switch (section) {
                        case HTTP -> http;
                        case TCP -> tcp;
                    });
        }
    }

    /** What stands under a node's name. */
    record WrittenNode(Optional<String> address, List<MaintenanceWindow> maintenance) {}

    /** A service with everything but what depends on other files and on this node. */
    record WrittenService(Located<ServiceName> name, Section section, Body body, Optional<ReadsOf> readsOf) {}

    /**
     * What makes a service the pool of another one's replicas.
     *
     * @param service that other one, which stands in front of it
     * @param maxLag how long a replica may have heard nothing of its primary; empty: that does not matter
     */
    record ReadsOf(ServiceName service, Optional<Duration> maxLag) {}

    /** What stands under a service's name. */
    record Body(
            List<Located<String>> aliases,
            Optional<Located<Integer>> port,
            Balance balance,
            Optional<CachePolicy> cache,
            WrittenPrimary primary,
            UpstreamTls tls,
            WrittenCheck check,
            List<Located<ServiceName>> dependsOn,
            List<MaintenanceWindow> maintenance,
            List<Located<WrittenBackend>> backends) {
        /** The body of its read pool, which is bound there. */
        Body at(Located<Integer> other) {
            return new Body(
                    aliases,
                    Optional.of(other),
                    balance,
                    cache,
                    WrittenPrimary.NONE,
                    tls,
                    check,
                    dependsOn,
                    maintenance,
                    backends);
        }

        OptionalInt boundPort() {
            return port.map(p -> OptionalInt.of(p.value())).orElse(OptionalInt.empty());
        }
    }

    /** A backend's address and weight. */
    record WrittenBackend(Endpoint endpoint, Weight weight, Optional<URI> url) {}
}
