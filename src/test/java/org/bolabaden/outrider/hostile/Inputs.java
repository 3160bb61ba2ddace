package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The inputs of a target. The first ones are its corpus as it stands; each later one is made by chance, by a generator that
 * knows the target's name, the seed and the number alone, so that those three are enough to make it again.
 */
final class Inputs {
    private final Target target;
    private final Corpus corpus;
    private final long seed;

    Inputs(Target target, Corpus corpus, long seed) {
        this.target = target;
        this.corpus = corpus;
        this.seed = seed;
    }

    byte[] input(int number) {
        if (number < corpus.size()) {
            return corpus.entry(number);
        }
        RandomGenerator random = random(number);
        Mutator mutator = new Mutator(random, corpus, target.keepsSecret());
        int kind = random.nextInt(100);
        if (target.grammar().isPresent() && kind < 50) {
            byte[] written = target.grammar().get().write(random, corpus);
            return kind < 35 ? written : mutator.mutate(written);
        }
        return kind >= 95 ? fresh(random, mutator) : mutator.mutate(corpus.any(random));
    }

    private RandomGenerator random(int number) {
        long name = target.name().hashCode();
        return new SplittableRandom((name << 32 ^ seed) * 0x9E3779B97F4A7C15L + number * 0xD1342543DE82EF95L);
    }

    /** What has nothing to do with the corpus. */
    private static byte[] fresh(RandomGenerator random, Mutator mutator) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                yield noise;
            }
            case 1 -> Hostile.nesting(random).getBytes(StandardCharsets.UTF_8);
            case 2 -> Hostile.longLine(random).getBytes(StandardCharsets.UTF_8);
            default -> mutator.mutate(new byte[0]);
        };
    }
}
