package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.TestBackends;
import org.junit.jupiter.api.Test;

class ShrinkGuardTest {
    /** Up to eight services with one to five backends each. */
    @Provide
    Arbitrary<Registry> registries() {
        Arbitrary<Set<Integer>> backends =
                Arbitraries.integers().between(1, 8).set().ofMinSize(1).ofMaxSize(5);
        return Arbitraries.maps(Arbitraries.integers().between(1, 10), backends)
                .ofMaxSize(8)
                .map(ShrinkGuardTest::registry);
    }

    private static Registry registry(Map<Integer, Set<Integer>> services) {
        return TestBackends.registry(new TreeMap<>(services)
                .entrySet().stream()
                        .map(service -> TestBackends.service(service.getValue().stream()
                                .sorted()
                                .map(port -> TestBackends.peer("s" + service.getKey(), "n", port))
                                .toList()))
                        .toArray(Service[]::new));
    }

    private static <T> boolean lostMostOf(List<T> before, List<T> after) {
        Set<T> gone = new HashSet<>(before);
        gone.removeAll(new HashSet<>(after));
        return after.size() < before.size() && gone.size() > before.size() / 2.0;
    }

    private static List<BackendId> ids(Registry registry) {
        return registry.backends().stream().map(Backend::id).toList();
    }

    @Property
    void theGuardAgreesWithTheRuleInWords(@ForAll("registries") Registry before, @ForAll("registries") Registry after) {
        boolean suspect = lostMostOf(
                        List.copyOf(before.services().keySet()),
                        List.copyOf(after.services().keySet()))
                || lostMostOf(ids(before), ids(after));

        assertThat(ShrinkGuard.suspect(before, after).isPresent()).isEqualTo(suspect);
    }

    @Property
    void anEmptyRegistryAfterANonEmptyOneIsAlwaysSuspect(@ForAll("registries") Registry before) {
        assertThat(ShrinkGuard.suspect(before, Registry.EMPTY).isPresent())
                .isEqualTo(!before.services().isEmpty());
    }

    @Property
    void nothingIsSuspectAfterNothingNorWhenNothingChanges(@ForAll("registries") Registry registry) {
        assertThat(ShrinkGuard.suspect(Registry.EMPTY, registry)).isEmpty();
        assertThat(ShrinkGuard.suspect(registry, registry)).isEmpty();
    }

    @Property
    void whatIsNamedAsGoneIsGone(@ForAll("registries") Registry before, @ForAll("registries") Registry after) {
        ShrinkGuard.suspect(before, after).ifPresent(loss -> {
            assertThat(before.services().keySet()).containsAll(loss.services());
            assertThat(loss.services()).noneMatch(after.services()::containsKey);
            assertThat(ids(before)).containsAll(loss.backends());
            assertThat(loss.backends()).isNotEmpty().noneMatch(ids(after)::contains);
        });
    }

    @Test
    void renamingEverythingIsAChangeAndNoLoss() {
        Registry before = registry(Map.of(1, Set.of(1), 2, Set.of(1)));
        Registry after = registry(Map.of(3, Set.of(1), 4, Set.of(1)));

        assertThat(ShrinkGuard.suspect(before, after)).isEmpty();
    }

    @Test
    void backendsCountByThemselves() {
        Registry before = registry(Map.of(1, Set.of(1, 2, 3, 4), 2, Set.of(1)));
        Registry after = registry(Map.of(1, Set.of(4), 2, Set.of(1)));

        assertThat(ShrinkGuard.suspect(before, after).map(ShrinkGuard.Loss::toString))
                .isEqualTo(Optional.of("0 of 2 services and 3 of 5 backends (s1/n:1, s1/n:2, s1/n:3)"));
    }
}
