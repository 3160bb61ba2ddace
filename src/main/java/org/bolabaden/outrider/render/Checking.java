package org.bolabaden.outrider.render;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/**
 * Which candidates may replace their outputs, as far as the proxies' own checks can tell: they judge all the candidates of
 * a proxy at once, together with those of its files that stay. The user's commands are {@link Trials}.
 */
final class Checking {
    private final Map<Proxy, OutputCheck> checks;

    Checking(Map<Proxy, OutputCheck> checks) {
        this.checks = checks.isEmpty() ? Map.of() : new EnumMap<>(checks);
    }

    /**
     * Judges.
     *
     * @param changed what shall be written
     * @param standing the files that are there now, for what refers to them
     * @return what is wrong with which; one that is missing has passed
     */
    Map<Template, List<String>> problems(List<Candidate> changed, List<Candidate> standing) {
        Map<Template, List<String>> problems = new HashMap<>();
        for (Proxy proxy : Proxy.values()) {
            OutputCheck check = checks.get(proxy);
            if (check != null) {
                problems.putAll(problems(check, ofOneMind(proxy, changed), ofOneMind(proxy, standing)));
                problems.putAll(ownProblems(check, own(proxy, changed), ofOneMind(proxy, standing)));
            }
        }
        return problems;
    }

    /** What a file defines for its proxy and the text that shall replace it does not. */
    List<String> lost(Rendered next, Content disk) {
        OutputCheck check = checks.get(next.proxy());
        return check == null ? List.of() : check.lost(disk.text(), next.text());
    }

    /** The user's own haproxy.cfg apart, all files of a proxy are read as one. */
    private static List<Candidate> ofOneMind(Proxy proxy, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.proxy() == proxy)
                .filter(candidate -> proxy != Proxy.HAPROXY || builtin(candidate.template()))
                .toList();
    }

    /** The user's own haproxy.cfg may need files and options that only his own command knows; then that judges it. */
    private static List<Candidate> own(Proxy proxy, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> proxy == Proxy.HAPROXY && candidate.proxy() == proxy)
                .filter(candidate -> !builtin(candidate.template())
                        && candidate.template().validate().isEmpty())
                .toList();
    }

    /** Each alone, or as one file of several: it is not known how the user's proxy reads them. */
    private static Map<Template, List<String>> ownProblems(
            OutputCheck check, List<Candidate> own, List<Candidate> standing) {
        Map<Template, List<String>> problems = new HashMap<>();
        for (Candidate candidate : own) {
            List<String> alone = run(check, List.of(candidate), List.of());
            boolean fits = alone.isEmpty()
                    || (!standing.isEmpty()
                            && run(check, List.of(candidate), standing).isEmpty());
            if (!fits) {
                problems.put(candidate.template(), alone);
            }
        }
        return problems;
    }

    static boolean builtin(Template template) {
        return template.input().startsWith(Renderer.BUILTIN);
    }

    private static Map<Template, List<String>> problems(
            OutputCheck check, List<Candidate> changed, List<Candidate> standing) {
        List<String> together = run(check, changed, standing);
        if (together.isEmpty()) {
            return Map.of();
        }
        Map<Template, List<String>> problems = new HashMap<>();
        // One bad file shall not hold back the good ones: each is tried alone among the files that stay.
        List<Candidate> good = new ArrayList<>();
        for (Candidate candidate : changed) {
            List<String> alone = changed.size() == 1 ? together : run(check, List.of(candidate), standing);
            if (alone.isEmpty()) {
                good.add(candidate);
            } else {
                problems.put(candidate.template(), alone);
            }
        }
        List<String> rest = good.size() == changed.size() ? together : run(check, good, standing);
        if (!rest.isEmpty()) {
            good.forEach(candidate -> problems.put(candidate.template(), rest));
        }
        return problems;
    }

    private static List<String> run(OutputCheck check, List<Candidate> changed, List<Candidate> standing) {
        if (changed.isEmpty()) {
            return List.of();
        }
        Set<Template> replaced = changed.stream().map(Candidate::template).collect(Collectors.toSet());
        List<Candidate> whole = Stream.concat(
                        changed.stream(), standing.stream().filter(file -> !replaced.contains(file.template())))
                .toList();
        return settledPlaces(check.problems(whole), changed);
    }

    /** A candidate's name is another one each time; the operator knows the output's. */
    static List<String> settledPlaces(List<String> problems, List<Candidate> candidates) {
        return problems.stream()
                .map(problem -> {
                    String settled = problem;
                    for (Candidate candidate : candidates) {
                        settled = settled.replace(
                                candidate.file().toString(),
                                candidate.template().output().toString());
                    }
                    return settled;
                })
                .toList();
    }
}
