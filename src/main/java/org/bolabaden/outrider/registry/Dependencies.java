package org.bolabaden.outrider.registry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenService;

/** Tells what is wrong with {@code depends_on}: unknown names, a service that depends on itself, cycles. */
final class Dependencies {
    private final Map<ServiceName, List<Located<ServiceName>>> parents = new LinkedHashMap<>();
    private final Problems problems;

    private Dependencies(List<WrittenService> services, Problems problems) {
        this.problems = problems;
        services.forEach(service ->
                parents.putIfAbsent(service.name().value(), service.body().dependsOn()));
    }

    static void check(List<WrittenService> services, Problems problems) {
        Dependencies dependencies = new Dependencies(services, problems);
        dependencies.parents.forEach(dependencies::checkNames);
        dependencies.checkCycles();
    }

    private void checkNames(ServiceName service, List<Located<ServiceName>> named) {
        Claims once = new Claims("duplicate dependency", problems);
        for (Located<ServiceName> parent : named) {
            if (parent.value().equals(service)) {
                error(parent, "'" + service + "' depends on itself, expected another service");
            } else if (!parents.containsKey(parent.value())) {
                List<String> known =
                        parents.keySet().stream().map(ServiceName::value).toList();
                String remedy = NearestName.of(parent.value().value(), known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("expected the name of a service");
                error(parent, "no service '" + parent.value() + "', " + remedy);
            } else {
                once.claim(parent.value(), parent);
            }
        }
    }

    /** Depth first, without recursion: a chain may be as long as the registry. Each way back is told once. */
    private void checkCycles() {
        Set<ServiceName> done = new HashSet<>();
        for (ServiceName root : parents.keySet()) {
            Deque<ServiceName> path = new ArrayDeque<>();
            Map<ServiceName, Iterator<Located<ServiceName>>> open = new HashMap<>();
            enter(root, path, open, done);
            while (!path.isEmpty()) {
                ServiceName here = path.getLast();
                Iterator<Located<ServiceName>> left =
                        open.getOrDefault(here, List.<Located<ServiceName>>of().iterator());
                if (!left.hasNext()) {
                    path.removeLast();
                    open.remove(here);
                    done.add(here);
                    continue;
                }
                Located<ServiceName> parent = left.next();
                if (open.containsKey(parent.value()) && !parent.value().equals(here)) {
                    error(
                            parent,
                            "the services depend on each other: " + cycle(path, parent.value())
                                    + ", expected no cycle");
                } else {
                    enter(parent.value(), path, open, done);
                }
            }
        }
    }

    private void enter(
            ServiceName service,
            Deque<ServiceName> path,
            Map<ServiceName, Iterator<Located<ServiceName>>> open,
            Set<ServiceName> done) {
        List<Located<ServiceName>> named = parents.get(service);
        if (named != null && !done.contains(service) && !open.containsKey(service)) {
            path.addLast(service);
            open.put(service, named.iterator());
        }
    }

    private static String cycle(Deque<ServiceName> path, ServiceName back) {
        List<String> names = new ArrayList<>(path.stream()
                .dropWhile(name -> !name.equals(back))
                .map(ServiceName::value)
                .toList());
        names.add(back.value());
        return String.join(" → ", names);
    }

    private void error(Located<?> at, String message) {
        problems.add(at.place(), at.path() + ": " + message);
    }
}
