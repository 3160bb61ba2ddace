package org.bolabaden.outrider.traefik;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.traefik.Value.Table;

/** Everything that has a name in the files of one provider; of one name the first counts, as it does for Traefik. */
final class Definitions {
    private static final Set<String> INTERNAL_SERVICES = Set.of(
            "noop@internal",
            "api@internal",
            "dashboard@internal",
            "rest@internal",
            "ping@internal",
            "prometheus@internal",
            "acme-http@internal");

    private final Map<Kind, Map<String, Definition>> byName = new EnumMap<>(Kind.class);
    private final boolean complete;

    /**
     * Collects them.
     *
     * @param complete whether there is no further file that may define more and cannot be read
     */
    Definitions(List<ProvidedFile> files, boolean complete) {
        this.complete = complete;
        for (Kind kind : Kind.values()) {
            Map<String, Definition> names = new HashMap<>();
            files.forEach(file -> file.defined(kind).forEach((name, entry) -> {
                if (entry.value() instanceof Table table) {
                    names.putIfAbsent(name, new Definition(file, entry.line(), table));
                }
            }));
            byName.put(kind, names);
        }
    }

    /** Where something is defined, and as what. */
    record Definition(ProvidedFile file, int line, Table table) {}

    /** What a reference means, if it is in these files: {@code name} or {@code name@file}. */
    Optional<Definition> find(Kind kind, String reference) {
        return Optional.ofNullable(names(kind).get(localName(reference)));
    }

    /** Whether there is, or may be, what a reference means. */
    boolean exists(Kind kind, String reference) {
        if (reference.endsWith("@internal")) {
            return kind != Kind.HTTP_SERVICE || INTERNAL_SERVICES.contains(reference);
        }
        return isForeign(reference)
                || !complete
                || (kind == Kind.TLS_OPTIONS && reference.equals("default"))
                || names(kind).containsKey(localName(reference));
    }

    /** The name of one of these files without its provider. */
    static String localName(String reference) {
        return reference.endsWith("@file") ? reference.substring(0, reference.length() - "@file".length()) : reference;
    }

    /** Whether it belongs to another provider, which we cannot see. */
    static boolean isForeign(String reference) {
        return reference.indexOf('@') >= 0 && !reference.endsWith("@file");
    }

    private Map<String, Definition> names(Kind kind) {
        return byName.getOrDefault(kind, Map.of());
    }
}
