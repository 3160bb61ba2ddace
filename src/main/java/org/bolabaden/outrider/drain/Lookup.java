package org.bolabaden.outrider.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;

/**
 * Finds what an operator means by {@code NODE}, {@code SERVICE} or {@code SERVICE/HOST:PORT}. Case does not matter, an
 * alias stands for its service, and the first part of a node's name for the node while no other has the same.
 *
 * @param registry where it is looked for
 * @param kind the only kind that is looked for; empty: each
 */
public record Lookup(Registry registry, Optional<Target.Kind> kind) {

    /** What came of it. */
    public sealed interface Result {}

    /** This. */
    public record Found(Target target) implements Result {}

    /** Nothing has that name; the message says what there is. */
    public record Unknown(String message) implements Result {}

    /** More than one thing has it; the message says how to tell them apart. */
    public record Ambiguous(String message) implements Result {}

    /** Looks for it among what is drained and what the registry lists. */
    public Result find(String text, Drains drains) {
        List<Target> drained = drains.all().stream()
                .map(Drain::target)
                .filter(target -> target.toString().equalsIgnoreCase(text) && isWanted(target))
                .distinct()
                .toList();
        return drained.size() == 1 ? new Found(drained.getFirst()) : find(text);
    }

    /** Looks for it in the registry. */
    public Result find(String text) {
        List<Target> named = Stream.of(backends(text), nodes(text), services(text))
                .flatMap(List::stream)
                .filter(this::isWanted)
                .toList();
        List<Target> found = named.isEmpty()
                ? nodesByFirstPart(text).stream().filter(this::isWanted).toList()
                : named;
        return switch (found.size()) {
            case 0 ->
                new Unknown("no node, service or backend '" + shown(text) + "' in the registry; nodes: " + nodeNames());
            case 1 -> new Found(found.getFirst());
            default ->
                new Ambiguous(
                        "'" + shown(text) + "' is " + told(found) + ": say which, with kind=node or kind=service");
        };
    }

    private static String shown(String text) {
        return Visible.escaped(text, Target.LONGEST_SHOWN);
    }

    private boolean isWanted(Target target) {
        return kind.map(wanted -> wanted == target.kind()).orElse(true);
    }

    private List<Target> backends(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return List.of();
        }
        String endpoint = text.substring(slash + 1);
        return registry.services().values().stream()
                .filter(service -> isCalled(service, text.substring(0, slash)))
                .flatMap(service -> service.backends().stream())
                .map(Backend::id)
                .filter(id -> id.endpoint().toString().equalsIgnoreCase(endpoint)
                        || id.serverName().equalsIgnoreCase(endpoint))
                .<Target>map(Target.OfBackend::new)
                .toList();
    }

    private List<Target> nodes(String text) {
        return names().stream()
                .filter(name -> name.value().equalsIgnoreCase(text))
                .<Target>map(Target.OfNode::new)
                .toList();
    }

    private List<Target> nodesByFirstPart(String text) {
        return names().stream()
                .filter(name -> name.value().toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT) + "."))
                .filter(name -> Character.isLetter(text.charAt(0)))
                .<Target>map(Target.OfNode::new)
                .toList();
    }

    private List<Target> services(String text) {
        return registry.services().values().stream()
                .filter(service -> isCalled(service, text))
                .<Target>map(service -> new Target.OfService(service.name()))
                .toList();
    }

    private static boolean isCalled(Service service, String text) {
        return service.name().value().equalsIgnoreCase(text)
                || service.aliases().stream().anyMatch(alias -> alias.equalsIgnoreCase(text));
    }

    private TreeSet<NodeName> names() {
        TreeSet<NodeName> names = new TreeSet<>(registry.nodes().keySet());
        registry.backends().forEach(backend -> names.add(backend.node()));
        return names;
    }

    private String nodeNames() {
        return String.join(", ", names().stream().map(NodeName::value).toList());
    }

    private static String told(List<Target> found) {
        List<String> each = new ArrayList<>();
        found.forEach(target -> each.add("the " + target.kind().word() + " " + target));
        return String.join(" and ", each);
    }
}
