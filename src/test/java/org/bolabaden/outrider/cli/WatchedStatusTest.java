package org.bolabaden.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchedStatusTest {
    private static final Instant AT = Instant.parse("2026-11-28T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Terminal terminal(boolean colours) {
        PrintWriter out = new PrintWriter(new StringWriter());
        return new Terminal(out, out, true, true, colours);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static String service(String name, String... statuses) {
        StringBuilder backends = new StringBuilder();
        int up = 0;
        for (int i = 0; i < statuses.length; i++) {
            boolean healthy = statuses[i].equals("up");
            up += healthy ? 1 : 0;
            backends.append(i == 0 ? "" : ",")
                    .append(
                            "{'backend': 'node%d:80', 'status': '%s', 'up': %s, 'state': 'ready', 'weight': 1, 'full_weight': 1}"
                                    .formatted(i, statuses[i], healthy));
        }
        return "{'name': '%s', 'healthy': %d, 'total': %d, 'serving': [%s], 'backends': [%s]}"
                .formatted(name, up, statuses.length, up > 0 ? "'x'" : "", backends);
    }

    private static WatchedStatus status(String... services) throws Exception {
        return new WatchedStatus(
                json("{'node': 'n1', 'status': 'ok'}"),
                json("[" + String.join(",", services) + "]"),
                json("[{'target': 'node2', 'reason': 'disk'}]"),
                AT);
    }

    private static List<String> lines(WatchedStatus status, int lines) {
        return status.lines(terminal(false), new Screen.Size(lines, 80), "", AT);
    }

    @Test
    void troublesComeFirst() throws Exception {
        WatchedStatus status = status(service("well", "up"), service("half", "up", "down"), service("gone", "down"));

        List<String> lines = lines(status, 40);

        assertThat(lines.get(1)).isEqualTo("drained node2  disk");
        assertThat(lines.stream().filter(line -> line.matches("^(well|half|gone).*")))
                .containsExactly("gone  nobody serves", "half", "well");
    }

    @Test
    void whatHasNoRoomIsCounted() throws Exception {
        WatchedStatus status = status(service("a", "down", "down"), service("b", "up", "up", "up"), service("c", "up"));

        assertThat(lines(status, 7)).hasSize(6).last().isEqualTo("… and 4 more");
        assertThat(lines(status, 9)).hasSize(9).last().isEqualTo("… and 2 more");
        assertThat(lines(status, 11)).hasSize(11).noneMatch(line -> line.startsWith("…"));
        assertThat(lines(status, 1)).containsExactly("… and 6 more");
    }

    @Test
    void whenTheSidecarIsAwayTheAgeOfWhatIsShownIsTold() throws Exception {
        assertThat(status().lines(terminal(false), new Screen.Size(24, 80), "no sidecar answers", AT.plusSeconds(7)))
                .first()
                .isEqualTo("as it was 7 s ago: no sidecar answers");
    }

    @Test
    void aLineIsCutByWhatIsSeenOfIt() {
        assertThat(Screen.cut("\u001b[31mabcdef\u001b[0m", 3)).isEqualTo("\u001b[31mabc\u001b[0m");
        assertThat(Screen.cut("→ ab\tc", 4)).isEqualTo("→ ab");
        assertThat(Screen.cut("\u001b", 4)).isEmpty();
    }

    @Test
    void aWindowThatDoesNotSayHowLargeItIsHasTheUsualSize() {
        assertThat(Screen.parse("37 120\n")).isEqualTo(new Screen.Size(37, 120));
        assertThat(Screen.parse("0 0\n")).isEqualTo(new Screen.Size(24, 80));
        assertThat(Screen.parse("stty: not a tty")).isEqualTo(new Screen.Size(24, 80));
    }

    @Test
    void eventsAreFilteredByLevelNameServiceAndTime() throws Exception {
        JsonNode event =
                json("{'ts': '2026-11-28T10:00:00.000Z', 'level': 'warn', 'event': 'backend_down', 'service': 'web'}");

        assertThat(filter("warn", "web", "backend_down", AT).shows(event)).isTrue();
        assertThat(filter("error", "web", "backend_down", AT).shows(event)).isFalse();
        assertThat(filter("info", "db", "backend_down", AT).shows(event)).isFalse();
        assertThat(filter("info", "web", "panic", AT).shows(event)).isFalse();
        assertThat(filter("info", "web", "backend_down", AT.plusMillis(1)).shows(event))
                .isFalse();
    }

    private static EventFilter filter(String level, String service, String event, Instant since) {
        return new EventFilter(level, Set.of(service), Set.of(event), Optional.of(since));
    }
}
