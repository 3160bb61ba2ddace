package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file says, as far as the simulated HAProxy understands it.
 *
 * @param backends with their servers, by name; new ones with each call of {@link #parse}
 */
record HaproxyFile(List<String> frontends, Map<String, Map<String, Worker.Server>> backends, List<String> problems) {
    /** What this HAProxy is too old for, wherever it stands. */
    static final String POISON = "poison";

    static HaproxyFile parse(String text) {
        List<String> frontends = new ArrayList<>();
        Map<String, Map<String, Worker.Server>> backends = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        Map<String, Worker.Server> current = null;
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String[] words = raw.strip().split(" +");
            if (raw.contains(POISON)) {
                problems.add("[ALERT] line " + number + ": unknown keyword '" + POISON + "'");
            }
            switch (words[0]) {
                case "frontend" -> {
                    frontends.add(words[1]);
                    current = null;
                }
                case "backend" -> current = backends.computeIfAbsent(words[1], none -> new LinkedHashMap<>());
                case "server" -> {
                    if (current == null || words.length < 3 || words[2].indexOf(':') < 0) {
                        problems.add("[ALERT] line " + number + ": a server of nothing");
                    } else {
                        current.put(words[1], server(words));
                    }
                }
                default -> {}
            }
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            problems.add("[ALERT] missing LF on last line, file might have been truncated at line " + number);
        }
        return new HaproxyFile(frontends, backends, problems);
    }

    private static Worker.Server server(String[] words) {
        Worker.Server server = new Worker.Server();
        int colon = words[2].lastIndexOf(':');
        server.address = words[2].substring(0, colon);
        server.port = Integer.parseInt(words[2].substring(colon + 1));
        server.operational = 2;
        server.weight = 1;
        for (int i = 3; i < words.length; i++) {
            switch (words[i]) {
                case "weight" -> server.weight = Integer.parseInt(words[i + 1]);
                case "backup" -> server.backup = true;
                case "disabled" -> {
                    server.admin = 5;
                    server.operational = 0;
                }
                default -> {}
            }
        }
        server.initialWeight = server.weight;
        return server;
    }
}
