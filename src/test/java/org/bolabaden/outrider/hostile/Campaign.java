package org.bolabaden.outrider.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Many inputs for a target. {@code outrider.fuzz} is the number of inputs for all targets together, {@code outrider.fuzz.seed}
 * another seed; what breaks something is left in {@code target/hostile}, to be put into the corpus.
 */
final class Campaign {
    private static final long USUAL_SEED = 1;
    private static final int USUAL_INPUTS = 200;
    private static final Path FOUND = Path.of("target", "hostile");

    private final Oracle oracle;
    private final long seed;

    Campaign(Oracle oracle) {
        this.oracle = oracle;
        this.seed = Long.getLong("outrider.fuzz.seed", USUAL_SEED);
    }

    /** How many inputs each of so many targets gets: the same for all, and the corpus at the least. */
    static int share(int targets) {
        int all = Integer.getInteger("outrider.fuzz", 0);
        return all <= 0 ? USUAL_INPUTS : Math.ceilDiv(all, targets);
    }

    Score run(Target target, Corpus corpus, int inputs) {
        Score score = new Score(target.name());
        Inputs source = new Inputs(target, corpus, seed);
        for (int number = 0; number < Math.max(inputs, corpus.size()); number++) {
            byte[] input = source.input(number);
            score.count(oracle.judge(target, input), seed, number, input);
        }
        score.findings().forEach(Campaign::keep);
        return score;
    }

    private static void keep(Score.Finding finding) {
        try {
            Path directory = Files.createDirectories(FOUND.resolve(finding.target()));
            Files.write(directory.resolve("%d-%d".formatted(finding.seed(), finding.number())), finding.input());
        } catch (IOException disk) {
            throw new java.io.UncheckedIOException(disk);
        }
    }
}
