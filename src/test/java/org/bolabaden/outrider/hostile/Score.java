package org.bolabaden.outrider.hostile;

import java.util.ArrayList;
import java.util.List;

/** What came of the inputs of one target. */
final class Score {
    private static final int MOST_FINDINGS = 20;

    private final String target;
    private final List<Finding> findings = new ArrayList<>();
    private int inputs;
    private int accepted;
    private int refused;
    private int broken;
    private long worstNanos;

    Score(String target) {
        this.target = target;
    }

    /**
     * An input that broke something.
     *
     * @param target whose
     * @param seed of the run
     * @param number of the input
     * @param input itself, for the corpus
     * @param what came of it
     */
    record Finding(String target, long seed, int number, byte[] input, Judgement.Broken what) {
        @Override
        public String toString() {
            return "%s, seed %d, input %d (%d bytes): %s: %s"
                    .formatted(target, seed, number, input.length, what.kind().words(), what.how());
        }
    }

    void count(Judgement judgement, long seed, int number, byte[] input) {
        inputs++;
        switch (judgement) {
            case Judgement.Accepted taken -> {
                accepted++;
                worstNanos = Math.max(worstNanos, taken.nanos());
            }
            case Judgement.Refused refusal -> {
                refused++;
                worstNanos = Math.max(worstNanos, refusal.nanos());
            }
            case Judgement.Broken what -> {
                broken++;
                if (findings.size() < MOST_FINDINGS) {
                    findings.add(new Finding(target, seed, number, input.clone(), what));
                }
            }
        }
    }

    String target() {
        return target;
    }

    int inputs() {
        return inputs;
    }

    int accepted() {
        return accepted;
    }

    int refused() {
        return refused;
    }

    int broken() {
        return broken;
    }

    long worstNanos() {
        return worstNanos;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
