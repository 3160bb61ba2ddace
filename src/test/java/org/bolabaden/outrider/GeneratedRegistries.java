package org.bolabaden.outrider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Epoch;
import org.bolabaden.outrider.sentinel.Primary;

/**
 * Registries that a careless or hostile hand could write, by seed: each is written as YAML and read by the real reader, so
 * that what it lets through is what the proxies must be able to take.
 */
public final class GeneratedRegistries {
    /** The node to render for; some registries call it otherwise, and then nothing is local. */
    public static final String NODE = "node1.example.org";

    private GeneratedRegistries() {}

    /** The YAML of a seed: the same each time. */
    public static String yaml(long seed) {
        return new RegistryWriter(seed).write();
    }

    /**
     * The registry of a seed; empty when the reader refuses it, which it seldom does.
     *
     * @param directory to write {@code services.yaml} into
     * @param settings whose node it is read for; what they call the source does not matter
     */
    public static Optional<Registry> lintable(Path directory, long seed, NodeSettings settings) {
        try {
            Path file = Files.writeString(directory.resolve("services.yaml"), yaml(seed));
            ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
            NodeSettings here = new NodeSettings(
                    settings.node(),
                    file,
                    settings.templates(),
                    settings.healthChecks(),
                    settings.haproxy(),
                    settings.traefik(),
                    settings.api(),
                    settings.peers(),
                    settings.otlp(),
                    settings.events(),
                    settings.receivers(),
                    settings.dns(),
                    settings.stateDir());
            return Optional.of(files.registry(here));
        } catch (ConfigurationException refused) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A plan for it in which backends are up, down, unverified or unknown, with and without an address, by seed. */
    public static Plan plan(Registry registry, long seed) {
        Random random = new Random(~seed);
        Map<BackendId, Verdict> verdicts = new LinkedHashMap<>();
        double up = random.nextInt(4) / 3.0;
        for (Backend backend : registry.backends()) {
            Verdict.Status status = random.nextDouble() < up
                    ? Verdict.Status.UP
                    : Verdict.Status.values()[random.nextInt(Verdict.Status.values().length)];
            String address =
                    random.nextBoolean() ? "10.0.0." + random.nextInt(256) : "2001:db8::" + random.nextInt(999);
            if (random.nextInt(10) > 0) {
                verdicts.put(
                        backend.id(),
                        new Verdict(
                                status,
                                Instant.EPOCH,
                                "because\nof ${it} {{x}} \"'#",
                                random.nextInt(4) == 0
                                        ? Optional.empty()
                                        : Optional.of(InetAddress.ofLiteral(address))));
            }
        }
        return Planner.plan(
                        seed,
                        Circumstances.judged(
                                registry,
                                PoolRules.NONE,
                                verdicts,
                                primaries(registry, random),
                                Drains.NONE,
                                Instant.EPOCH))
                .plan();
    }

    /** Of each service that has one: offered, withheld, unknown, or never heard of. */
    private static Map<ServiceName, Primary> primaries(Registry registry, Random random) {
        Map<ServiceName, Primary> primaries = new LinkedHashMap<>();
        registry.services().values().stream()
                .filter(service -> service.primary().isPresent())
                .forEach(service -> {
                    BackendId one = service.backends()
                            .get(random.nextInt(service.backends().size()))
                            .id();
                    switch (random.nextInt(5)) {
                        case 0 -> primaries.put(service.name(), new Primary.Withheld(Instant.EPOCH, "it {is} stale"));
                        case 1 -> primaries.put(service.name(), new Primary.Unknown(Set.of(one), "just\nmet"));
                        case 2 -> {
                            // Never heard of.
                        }
                        default ->
                            primaries.put(
                                    service.name(),
                                    new Primary.Offered(
                                            one, Instant.EPOCH, Optional.of(new Epoch(7)), "2 of 3 \"sentinels\""));
                    }
                });
        return primaries;
    }
}
