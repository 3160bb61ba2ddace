package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the stories cost, as a table: in the build directory after each run, and with {@code outrider.update-docs} in
 * docs/ACCEPTANCE.md between its marks.
 */
final class Report {
    private static final String BEGIN = "<!-- figures: ./verify --acceptance --write -->\n";
    private static final String END = "<!-- end of figures -->\n";

    private static final String HEAD = """
            | | requests | failed: in flight | failed: else | went to another node | recovery | convergence | failed writes | longest without a write | acknowledged writes lost |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private final List<Outcome> outcomes = new ArrayList<>();

    synchronized void add(Outcome outcome) {
        outcomes.add(outcome);
        System.out.print(row(outcome));
    }

    /** The table, with the rows of these stories in place of earlier ones; those that were not told now stay. */
    private String table(String earlier) {
        Map<String, String> rows = new LinkedHashMap<>();
        earlier.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
                .forEach(line -> rows.put(title(line), line + "\n"));
        outcomes.forEach(outcome -> rows.put(title(row(outcome)), row(outcome)));
        return HEAD + String.join("", rows.values());
    }

    private static String title(String row) {
        return row.split(" \\| ", 2)[0];
    }

    private static String row(Outcome outcome) {
        return "| %s | %,d | %d | %d | %d | %s | %s | %d | %s | %d |%n"
                .formatted(
                        outcome.title(),
                        outcome.requests(),
                        outcome.inFlight(),
                        outcome.lost().size(),
                        outcome.elsewhere(),
                        seconds(outcome.recovery()),
                        seconds(outcome.convergence()),
                        outcome.failedWrites(),
                        seconds(outcome.withoutWrites()),
                        outcome.lostWrites());
    }

    private static String seconds(Duration time) {
        return time.isZero() ? "–" : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }

    void write() throws IOException {
        if (outcomes.isEmpty()) {
            return;
        }
        Files.writeString(Path.of("target", "acceptance.md"), table(""));
        if (Boolean.getBoolean("outrider.update-docs")) {
            Path page = Path.of("docs", "ACCEPTANCE.md");
            String text = Files.readString(page);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            int end = text.indexOf(END);
            Files.writeString(page, text.substring(0, begin) + table(text.substring(begin, end)) + text.substring(end));
        }
    }
}
