package org.bolabaden.outrider.hostile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Cuts an input into pieces as a network would, by the input alone, so that it is always cut the same. */
public final class Pieces {
    private Pieces() {}

    /** Whole, byte by byte, or in pieces of any length. */
    public static List<ByteBuffer> of(byte[] input) {
        RandomGenerator random = new SplittableRandom(Arrays.hashCode(input));
        int longest =
                switch (random.nextInt(3)) {
                    case 0 -> Math.max(1, input.length);
                    case 1 -> 1 + input.length / 1_000;
                    default -> 1 + random.nextInt(1 + input.length);
                };
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int from = 0; from < input.length; ) {
            int to = Math.min(input.length, from + 1 + random.nextInt(longest));
            pieces.add(ByteBuffer.wrap(Arrays.copyOfRange(input, from, to)));
            from = to;
        }
        return pieces;
    }
}
