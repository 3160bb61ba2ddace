package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the stories cost, as a table: in the build directory after each run, and with {@code outrider.update-docs} in
 * docs/ACCEPTANCE.md between its marks.
 */
final class Report {
    private static final String BEGIN = "<!-- figures: ./verify --acceptance --write -->\n";
    private static final String END = "<!-- end of figures -->\n";

    private final List<Outcome> outcomes = new ArrayList<>();

    synchronized void add(Outcome outcome) {
        outcomes.add(outcome);
        System.out.print(row(outcome));
    }

    private String table() {
        StringBuilder text = new StringBuilder("""
                | | requests | failed: in flight | failed: else | went to another node | recovery | convergence | failed writes | longest without a write | acknowledged writes lost |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        outcomes.forEach(outcome -> text.append(row(outcome)));
        return text.toString();
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
        Files.writeString(Path.of("target", "acceptance.md"), table());
        if (Boolean.getBoolean("outrider.update-docs")) {
            Path page = Path.of("docs", "ACCEPTANCE.md");
            String text = Files.readString(page);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(page, text.substring(0, begin) + table() + text.substring(text.indexOf(END)));
        }
    }
}
