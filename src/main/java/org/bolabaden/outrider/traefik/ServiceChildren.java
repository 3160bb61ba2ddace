package org.bolabaden.outrider.traefik;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;

/** The services that a service sends requests on to. */
final class ServiceChildren {
    // Every kind of a service whose children are named in a list.
    private static final List<String> LISTS = List.of("weighted", "highestRandomWeight");
    private static final List<String> KINDS =
            List.of("loadBalancer", "weighted", "highestRandomWeight", "failover", "mirroring");

    private final Definitions definitions;

    ServiceChildren(Definitions definitions) {
        this.definitions = definitions;
    }

    /**
     * One of them.
     *
     * @param mustTell whether its parent cannot be built unless it tells how it is, which takes a health check
     */
    record Child(Scalar name, boolean mustTell) {}

    static List<Child> of(Table service) {
        List<Child> children = new ArrayList<>();
        for (String kind : LISTS) {
            service.table(kind)
                    .ifPresent(parent -> parent.tables("services")
                            .forEach(child -> child.scalar("name")
                                    .ifPresent(name -> children.add(new Child(name, hears(parent))))));
        }
        service.table("failover").ifPresent(failover -> {
            failover.scalar("service").ifPresent(name -> children.add(new Child(name, true)));
            failover.scalar("fallback").ifPresent(name -> children.add(new Child(name, hears(failover))));
        });
        service.table("mirroring").ifPresent(mirroring -> {
            mirroring.scalar("service").ifPresent(name -> children.add(new Child(name, hears(mirroring))));
            mirroring
                    .tables("mirrors")
                    .forEach(mirror -> mirror.scalar("name").ifPresent(name -> children.add(new Child(name, false))));
        });
        return children;
    }

    /** Circles, and children that do not tell their parent how they are: Traefik builds neither. */
    List<String> faults(String name, Table service) {
        Stream<String> circle =
                reaches(service, name, new HashSet<>()) ? Stream.of("sends requests on to itself") : Stream.empty();
        Stream<String> silent = of(service).stream()
                .filter(Child::mustTell)
                .map(child -> child.name().text())
                .filter(child -> !tells(child))
                .map(child -> "needs to know whether '" + child + "' is healthy, which has no healthCheck");
        return Stream.concat(circle, silent).toList();
    }

    private boolean reaches(Table from, String name, Set<String> seen) {
        for (Child child : of(from)) {
            String local = Definitions.localName(child.name().text());
            if (local.equals(name)) {
                return true;
            }
            Optional<Table> next = seen.add(local)
                    ? definitions.find(Kind.HTTP_SERVICE, local).map(Definitions.Definition::table)
                    : Optional.empty();
            if (next.isPresent() && reaches(next.get(), name, seen)) {
                return true;
            }
        }
        return false;
    }

    /** One that we cannot see gets the benefit of the doubt. */
    private boolean tells(String child) {
        return definitions
                .find(Kind.HTTP_SERVICE, child)
                .map(found -> KINDS.stream()
                        .flatMap(kind -> found.table().table(kind).stream())
                        .anyMatch(ServiceChildren::hears))
                .orElse(true);
    }

    private static boolean hears(Table parent) {
        return parent.get("healthCheck").isPresent();
    }
}
