package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What users ask any node for.
 *
 * @param name unique in the registry, over both sections
 * @param section where the file has it
 * @param aliases further host names ({@code http} only)
 * @param port the port that the proxies bind ({@code tcp} only)
 * @param balance how a pool is used
 * @param cache what the edge may cache ({@code http} only)
 * @param primary how the one backend is found that may have its sessions; empty: all of them are a pool
 * @param dependsOn the services without which this one cannot work: names in the registry, no cycle
 * @param maintenance when trouble with it is expected
 * @param backends in the file's order, ids unique
 * @param readsOf the service whose replicas these backends are, where one is; empty: it is a service of its own
 */
public record Service(
        ServiceName name,
        Section section,
        List<String> aliases,
        OptionalInt port,
        Balance balance,
        Optional<CachePolicy> cache,
        Optional<PrimarySource> primary,
        List<ServiceName> dependsOn,
        List<MaintenanceWindow> maintenance,
        List<Backend> backends,
        Optional<ServiceName> readsOf) {
    public Service {
        aliases = List.copyOf(aliases);
        dependsOn = List.copyOf(dependsOn);
        maintenance = List.copyOf(maintenance);
        backends = List.copyOf(backends);
    }

    /** One of its own, and nobody's replicas. */
    public Service(
            ServiceName name,
            Section section,
            List<String> aliases,
            OptionalInt port,
            Balance balance,
            Optional<CachePolicy> cache,
            Optional<PrimarySource> primary,
            List<ServiceName> dependsOn,
            List<MaintenanceWindow> maintenance,
            List<Backend> backends) {
        this(name, section, aliases, port, balance, cache, primary, dependsOn, maintenance, backends, Optional.empty());
    }

    /** The Redis Sentinels that tell its primary; empty: none do. */
    public Optional<SentinelSettings> sentinel() {
        return primary.filter(PrimarySource.Sentinels.class::isInstance)
                .map(source -> ((PrimarySource.Sentinels) source).settings());
    }

    /** Whether one of the backends runs on this node: then that one serves while healthy, and peers are the fallback. */
    public boolean hasLocal() {
        return backends.stream().anyMatch(Backend::local);
    }

    @Override
    public String toString() {
        return name + " (" + section.key() + ", " + backends.size() + " backends)";
    }
}
