package org.bolabaden.outrider.stack;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that an expression may ask for: those of the table in docs/OBSERVABILITY.md, and those announced. */
final class MetricNames {
    private static final Pattern NAME = Pattern.compile("(?<![A-Za-z0-9_:])outrider_[a-z0-9_]+");

    /** Those that rules and dashboards are ready for before they exist: a query for what is not there is silent. */
    private static final Set<String> ANNOUNCED =
            Set.of("outrider_traefik_response_seconds_sum", "outrider_traefik_response_seconds_count");

    private MetricNames() {}

    /** The documented ones, with the series of histograms. */
    static Set<String> known() {
        Set<String> known = new TreeSet<>(ANNOUNCED);
        Deployment.text(Path.of("docs/OBSERVABILITY.md"))
                .lines()
                .filter(line -> line.startsWith("| `outrider_"))
                .forEach(line -> {
                    Set<String> named = in(line.substring(0, line.indexOf('|', 1)));
                    known.addAll(named);
                    if (line.contains("histogram")) {
                        named.forEach(name -> known.addAll(Set.of(name + "_bucket", name + "_sum", name + "_count")));
                    }
                });
        return known;
    }

    /** Those that an expression names; the rules' own have a colon, and are not among them. */
    static Set<String> in(String expression) {
        return NAME.matcher(expression)
                .results()
                .map(found -> found.group())
                .filter(name -> !expression.contains(name + ":"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
