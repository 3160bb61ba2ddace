package org.bolabaden.outrider.traefik;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.render.OutputCheck;
import org.bolabaden.outrider.render.Proxy;

/**
 * Judges files for Traefik's file provider, since Traefik has no command that does: one file that it cannot read makes it
 * drop every router of every file beside it.
 *
 * <p>A candidate is read together with the other YAML files of its output's directory, and those below it, as Traefik
 * reads them. It must be YAML of the shape that Traefik v3.6 knows ({@link DynamicShapes}); what it refers to must be
 * there, in it or beside it; no name of a router or a service may be in two files, because Traefik takes one of the two;
 * and rules, URLs and regular expressions must be such. A file beside it that cannot be judged (TOML, Go templates) is no
 * fault of the candidate: what it may define counts as being there.
 */
public final class DynamicConfigurationCheck implements OutputCheck {
    private static final Set<Kind> UNIQUE = Set.of(
            Kind.HTTP_ROUTER, Kind.HTTP_SERVICE, Kind.TCP_ROUTER, Kind.TCP_SERVICE, Kind.UDP_ROUTER, Kind.UDP_SERVICE);

    private static final List<String> UNNAMED_TLS = List.of("certificates", "stores");

    @Override
    public List<String> problems(List<Candidate> candidates) {
        List<Candidate> ours = candidates.stream()
                .filter(candidate -> candidate.proxy() == Proxy.TRAEFIK)
                .toList();
        Map<Path, Findings> findings = new LinkedHashMap<>();
        List<ProvidedFile> readable = new ArrayList<>();
        for (Candidate candidate : ours) {
            Path output = place(candidate);
            Findings own = new Findings(candidate.template().output());
            findings.put(output, own);
            ProvidedFile.read(output, candidate.text(), own).ifPresent(readable::add);
        }
        boolean allRead = readable.size() == ours.size();
        for (ProvidedFile file : readable) {
            Findings own = findings.getOrDefault(file.path(), new Findings(file.path()));
            ShapeCheck.check(file.root(), own);
            // What the keys of a misshapen file mean is guesswork.
            if (own.lines().isEmpty()) {
                Siblings siblings = Siblings.of(file.path(), readable, findings.keySet());
                judge(file, siblings, allRead && siblings.complete(), own);
            }
        }
        return findings.values().stream().flatMap(own -> own.lines().stream()).toList();
    }

    @Override
    public List<String> lost(String before, String after) {
        if (OutputCheck.isOurs(before)) {
            return List.of();
        }
        Set<String> lost = names(before);
        lost.removeAll(names(after));
        return List.copyOf(lost);
    }

    private static Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        if (ProvidedFile.isTemplated(text)) {
            names.add("what its Go templates ('{{') make");
        }
        ProvidedFile.read(Path.of(""), text, new Findings(Path.of(""))).ifPresent(file -> {
            for (Kind kind : Kind.values()) {
                file.defined(kind).keySet().forEach(name -> names.add(kind.noun() + " '" + name + "'"));
            }
            file.root()
                    .table("tls")
                    .ifPresent(tls -> UNNAMED_TLS.stream()
                            .filter(tls.entries()::containsKey)
                            .forEach(key -> names.add("tls " + key)));
        });
        return names;
    }

    private static Path place(Candidate candidate) {
        return candidate.template().output().toAbsolutePath().normalize();
    }

    private static void judge(ProvidedFile file, Siblings siblings, boolean complete, Findings findings) {
        List<ProvidedFile> all = new ArrayList<>(List.of(file));
        all.addAll(siblings.files());
        Definitions definitions = new Definitions(all, complete);
        HttpCheck.check(file, definitions, parents(all), findings);
        StreamCheck.check(file, definitions, findings);
        duplicates(file, new Definitions(siblings.files(), true), findings);
    }

    /** Routers that others name as their parent need no service. */
    private static Set<String> parents(List<ProvidedFile> files) {
        Set<String> parents = new HashSet<>();
        files.forEach(file -> HttpCheck.each(
                file,
                Kind.HTTP_ROUTER,
                (name, line, router) -> router.scalars("parentRefs")
                        .forEach(parent -> parents.add(Definitions.localName(parent.text())))));
        return parents;
    }

    private static void duplicates(ProvidedFile file, Definitions others, Findings findings) {
        for (Kind kind : UNIQUE) {
            file.defined(kind)
                    .forEach((name, entry) -> others.find(kind, name)
                            .ifPresent(other -> findings.add(
                                    entry.line(),
                                    kind.noun() + " '" + name + "' is also at "
                                            + other.file().path() + ":" + other.line()
                                            + ", and Traefik takes only one of them")));
        }
    }
}
