package org.bolabaden.outrider.hostile;

import java.util.random.RandomGenerator;

/** Writes inputs of a form that a parser understands in part. */
@FunctionalInterface
public interface Grammar {
    /**
     * One input.
     *
     * @param random the only source of chance
     * @param corpus what to begin with, if anything
     */
    byte[] write(RandomGenerator random, Corpus corpus);
}
