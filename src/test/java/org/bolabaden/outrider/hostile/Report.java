package org.bolabaden.outrider.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of a run, as a table: printed, and with {@code outrider.update-docs} in docs/HARDENING.md between its marks. */
final class Report {
    private static final String BEGIN = "<!-- figures: ./verify --fuzz --write -->\n";
    private static final String END = "<!-- end of figures -->\n";

    private static final String HEAD = """
            | target | inputs | taken | refused | broken | worst time |
            |---|--:|--:|--:|--:|--:|
            """;

    private final List<Score> scores = new ArrayList<>();

    void add(Score score) {
        scores.add(score);
        System.out.print(row(score));
    }

    private static String row(Score score) {
        return row(
                score.target(), score.inputs(), score.accepted(), score.refused(), score.broken(), score.worstNanos());
    }

    private static String row(String name, long inputs, long accepted, long refused, long broken, long nanos) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %.1f ms |\n",
                name,
                inputs,
                accepted,
                refused,
                broken,
                nanos / 1e6);
    }

    private String table() {
        StringBuilder table = new StringBuilder(HEAD);
        scores.forEach(score -> table.append(row(score)));
        return table.append(row(
                        "**all**",
                        scores.stream().mapToLong(Score::inputs).sum(),
                        scores.stream().mapToLong(Score::accepted).sum(),
                        scores.stream().mapToLong(Score::refused).sum(),
                        scores.stream().mapToLong(Score::broken).sum(),
                        scores.stream().mapToLong(Score::worstNanos).max().orElse(0)))
                .toString();
    }

    void write() throws IOException {
        Files.writeString(Path.of("target", "hostile.md"), table());
        if (Boolean.getBoolean("outrider.update-docs")) {
            Path page = Path.of("docs", "HARDENING.md");
            String text = Files.readString(page);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            int end = text.indexOf(END, begin);
            Files.writeString(page, text.substring(0, begin) + table() + text.substring(end));
        }
    }
}
