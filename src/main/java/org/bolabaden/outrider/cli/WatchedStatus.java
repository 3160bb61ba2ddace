package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What {@code status --watch} shows: as much of the status as a window has room for, the troubles first.
 *
 * @param status as {@code /api/v1/status} has it
 * @param services as {@code /api/v1/services} has them
 * @param drains as {@code /api/v1/drains} has them
 * @param at when that was so
 */
record WatchedStatus(JsonNode status, JsonNode services, JsonNode drains, Instant at) {
    /**
     * The lines.
     *
     * @param gone why the sidecar cannot be asked any more; empty: it can
     */
    List<String> lines(Terminal terminal, Screen.Size size, String gone, Instant now) {
        List<String> lines = new ArrayList<>();
        if (!gone.isEmpty()) {
            lines.add(terminal.bad("as it was " + Duration.between(at, now).toSeconds() + " s ago: " + gone));
        }
        lines.addAll(terminal.lines(into -> StatusTable.printHead(into, status)));
        drains.forEach(drain -> lines.add(drain(terminal, drain)));
        List<JsonNode> sorted = troublesFirst();
        for (int i = 0; i < sorted.size(); i++) {
            JsonNode service = sorted.get(i);
            List<String> block = terminal.lines(into -> StatusTable.printService(into, service));
            boolean last = i == sorted.size() - 1;
            if (lines.size() + block.size() > size.lines() - (last ? 0 : 1)) {
                return cut(lines, block, backends(sorted.subList(i, sorted.size())), size, terminal);
            }
            lines.addAll(block);
        }
        return lines;
    }

    /** As many lines of the next service as there is room for, and how many backends are not shown. */
    private static List<String> cut(
            List<String> lines, List<String> block, int left, Screen.Size size, Terminal terminal) {
        int room = Math.max(0, size.lines() - 1 - lines.size());
        // Its name alone says nothing.
        int shown = room >= 2 ? Math.min(room, block.size()) : 0;
        List<String> all = new ArrayList<>(lines.subList(0, Math.min(lines.size(), Math.max(0, size.lines() - 1))));
        all.addAll(block.subList(0, shown));
        all.add(terminal.faint("… and " + Math.max(1, left - Math.max(0, shown - 1)) + " more"));
        return all;
    }

    private static int backends(List<JsonNode> services) {
        return services.stream()
                .mapToInt(service -> service.path("backends").size())
                .sum();
    }

    private List<JsonNode> troublesFirst() {
        return StreamSupport.stream(services.spliterator(), false)
                .sorted(Comparator.comparingInt(WatchedStatus::rank))
                .toList();
    }

    /** Nobody serves; somebody is not well; all is well. The order of the registry within each. */
    private static int rank(JsonNode service) {
        if (service.path("serving").isEmpty()) {
            return 0;
        }
        boolean well = service.path("healthy").asInt() == service.path("total").asInt() && !service.hasNonNull("panic");
        return well ? 2 : 1;
    }

    private static String drain(Terminal terminal, JsonNode drain) {
        return terminal.strong("drained " + drain.path("target").asText())
                + (drain.hasNonNull("reason") ? "  " + drain.path("reason").asText() : "")
                + (drain.hasNonNull("until") ? "  until " + drain.path("until").asText() : "");
    }
}
