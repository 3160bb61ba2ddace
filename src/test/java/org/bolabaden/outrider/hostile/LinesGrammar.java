package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A table of the corpus whose first lines are kept, with cells of the others replaced, added, left out or exchanged. */
public final class LinesGrammar implements Grammar {
    private final int kept;
    private final String separator;

    /**
     * Makes one.
     *
     * @param kept how many lines a parser wants to see as they are
     * @param separator between cells
     */
    public LinesGrammar(int kept, String separator) {
        this.kept = kept;
        this.separator = separator;
    }

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        List<String> lines =
                new ArrayList<>(List.of(new String(corpus.any(random), StandardCharsets.UTF_8).split("\n", -1)));
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int first = random.nextInt(10) == 0 ? 0 : kept;
            if (lines.size() <= first) {
                lines.add(corpus.word(random));
            }
            int at = Math.min(lines.size() - 1, first + random.nextInt(lines.size()));
            change(lines, at, random, corpus);
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private void change(List<String> lines, int at, RandomGenerator random, Corpus corpus) {
        List<String> cells =
                new ArrayList<>(List.of(lines.get(at).split(java.util.regex.Pattern.quote(separator), -1)));
        int cell = random.nextInt(cells.size());
        switch (random.nextInt(8)) {
            case 0 -> cells.remove(cell);
            case 1 -> cells.add(cell, Hostile.text(random));
            case 2 -> cells.set(cell, "\"" + cells.get(cell) + separator + Hostile.text(random));
            case 3 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 4 -> cells.set(cell, corpus.word(random));
            case 5 -> cells.set(cell, Hostile.text(random).replace("\n", " "));
            default -> cells.set(cell, Hostile.number(random));
        }
        lines.set(at, String.join(separator, cells));
    }
}
