package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which frontends and backends a configuration defines, or a worker runs; a {@code listen} section is both. Pure.
 *
 * @param frontends by name
 * @param backends by name
 */
record ProxyNames(Set<String> frontends, Set<String> backends) {
    private static final int FRONTEND_ROW = 0;
    private static final int BACKEND_ROW = 1;

    private static final Pattern SECTION = Pattern.compile("(frontend|backend|listen)\\s+([A-Za-z0-9_.:-]+)(?:\\s.*)?");
    private static final Pattern OTHER_SECTION =
            Pattern.compile("(?:frontend|backend|listen|global|defaults|peers|resolvers|userlist|mailers|cache|program"
                    + "|http-errors|ring|log-forward|fcgi-app|crt-store)(?:\\s.*)?");

    ProxyNames {
        frontends = Set.copyOf(frontends);
        backends = Set.copyOf(backends);
    }

    /**
     * Those that a configuration defines for certain: what depends on conditions ({@code .if}), is {@code disabled}, or
     * has a name that HAProxy works out (environment, quotes) is left out.
     */
    static ProxyNames defined(String configuration) {
        Set<String> frontends = new LinkedHashSet<>();
        Set<String> backends = new LinkedHashSet<>();
        String current = "";
        for (String line : unconditional(configuration)) {
            Matcher section = SECTION.matcher(line);
            if (section.matches()) {
                current = section.group(2);
                if (!section.group(1).equals("backend")) {
                    frontends.add(current);
                }
                if (!section.group(1).equals("frontend")) {
                    backends.add(current);
                }
            } else if (OTHER_SECTION.matcher(line).matches()) {
                current = line;
            } else if (line.matches("disabled(?:\\s.*)?")) {
                if (current.startsWith("defaults")) {
                    // It goes for what follows.
                    break;
                }
                frontends.remove(current);
                backends.remove(current);
            }
        }
        return new ProxyNames(frontends, backends);
    }

    private static List<String> unconditional(String configuration) {
        List<String> lines = new ArrayList<>();
        int conditions = 0;
        for (String raw : configuration.lines().toList()) {
            String line = raw.strip();
            if (line.startsWith(".if")) {
                conditions++;
            } else if (line.startsWith(".endif")) {
                conditions--;
            } else if (conditions == 0) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Those that a worker runs, from its answer to {@code show stat -1 3 -1}. */
    static ProxyNames running(String answer) throws UnreadableReplyException {
        List<String> lines = answer.lines().toList();
        String header = lines.isEmpty() ? "" : lines.getFirst();
        Columns columns =
                new Columns(header.startsWith("# ") ? header.substring(2).split(",") : new String[0]);
        if (!columns.has("pxname", "type")) {
            throw new UnreadableReplyException("the CSV of 'show stat'", answer);
        }
        Set<String> frontends = new LinkedHashSet<>();
        Set<String> backends = new LinkedHashSet<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = CsvRow.split(line);
            String name = columns.text(row, "pxname");
            String type = columns.text(row, "type");
            if (type.equals(Integer.toString(FRONTEND_ROW))) {
                frontends.add(name);
            } else if (type.equals(Integer.toString(BACKEND_ROW))) {
                backends.add(name);
            }
        }
        return new ProxyNames(frontends, backends);
    }

    /** What these have and the others lack, such as {@code frontend fe:redis-main}, by name. */
    List<String> without(ProxyNames others) {
        List<String> missing = new ArrayList<>();
        missing(frontends, others.frontends).map(name -> "frontend " + name).forEach(missing::add);
        missing(backends, others.backends).map(name -> "backend " + name).forEach(missing::add);
        return missing;
    }

    private static Stream<String> missing(Set<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(name)).sorted();
    }
}
