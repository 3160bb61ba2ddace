package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes bytes without knowing what they mean. */
final class Mutator {
    /** What an input grows to at the most. */
    static final int LARGEST = 256 << 10;

    private static final int MOST_CHANGES = 6;
    private static final int MOST_REPEATS = 200;

    private static final List<byte[]> NO_UTF8 = List.of(
            bytes(0xff),
            bytes(0xc3, 0x28),
            bytes(0xed, 0xa0, 0x80),
            bytes(0xc0, 0xaf),
            bytes(0xf4, 0x90, 0x80, 0x80),
            bytes(0x80),
            bytes(0xff, 0xfe),
            bytes(0xe2, 0x82));

    private final RandomGenerator random;
    private final Corpus corpus;
    private final boolean secret;

    Mutator(RandomGenerator random, Corpus corpus, boolean secret) {
        this.random = random;
        this.corpus = corpus;
        this.secret = secret;
    }

    /** The same with one to six changes; the secret is planted in half of them, where it is to be. */
    byte[] mutate(byte[] input) {
        byte[] changed = input;
        for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0; i--) {
            changed = change(changed);
        }
        return secret && random.nextBoolean() ? inserted(changed, text(Hostile.SECRET)) : changed;
    }

    private byte[] change(byte[] input) {
        byte[] changed =
                switch (random.nextInt(19)) {
                    case 0, 1 -> flipped(input);
                    case 2 -> replaced(input, new byte[0]);
                    case 3 -> repeated(input);
                    case 4 -> spliced(input);
                    case 5, 6 -> replaced(input, text(Hostile.number(random)));
                    case 7 -> numberChanged(input);
                    case 8 -> inserted(input, text(rarely() ? Hostile.nesting(random) : "[".repeat(8)));
                    case 9 -> inserted(input, NO_UTF8.get(random.nextInt(NO_UTF8.size())));
                    case 10 -> rarely() ? inserted(input, text(Hostile.longLine(random))) : flipped(input);
                    case 11, 12 -> inserted(input, text(Hostile.text(random)));
                    case 13 -> replaced(input, text(Hostile.text(random)));
                    case 14 -> inserted(input, text(corpus.word(random)));
                    case 15 -> replaced(input, text(corpus.word(random)));
                    case 16 -> lineDoubled(input);
                    case 17 -> Arrays.copyOf(input, random.nextInt(input.length + 1));
                    default -> inserted(input, noise());
                };
        return changed.length <= LARGEST ? changed : Arrays.copyOf(changed, LARGEST);
    }

    private boolean rarely() {
        return random.nextInt(4) == 0;
    }

    private byte[] flipped(byte[] input) {
        if (input.length > 0) {
            int at = random.nextInt(input.length);
            byte[] changed = input.clone();
            changed[at] = (byte) (random.nextBoolean() ? changed[at] ^ (1 << random.nextInt(8)) : random.nextInt(256));
            return changed;
        }
        return noise();
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(24)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] inserted(byte[] input, byte[] what) {
        int at = random.nextInt(input.length + 1);
        return joined(input, at, what, at);
    }

    /** With a word, or a few bytes, replaced. */
    private byte[] replaced(byte[] input, byte[] what) {
        int from = random.nextInt(input.length + 1);
        int to = from;
        int most = Math.min(input.length, from + 1 + random.nextInt(random.nextBoolean() ? 12 : 200));
        boolean word = random.nextBoolean();
        while (to < most && (!word || isWord(input[to]))) {
            to++;
        }
        return joined(input, from, what, to);
    }

    private static boolean isWord(byte one) {
        return Character.isLetterOrDigit(one & 0xff) || one == '_' || one == '-' || one == '.';
    }

    private byte[] repeated(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(64));
        byte[] part = Arrays.copyOfRange(input, from, to);
        int times = 1 + random.nextInt(rarely() ? MOST_REPEATS : 4);
        byte[] more = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, more, i * part.length, part.length);
        }
        return joined(input, to, more, to);
    }

    private byte[] spliced(byte[] input) {
        byte[] other = corpus.any(random);
        int from = random.nextInt(other.length + 1);
        return joined(
                input, random.nextInt(input.length + 1), Arrays.copyOfRange(other, from, other.length), input.length);
    }

    /** With another number in the place of one. */
    private byte[] numberChanged(byte[] input) {
        int start = random.nextInt(input.length + 1);
        for (int i = start; i < input.length; i++) {
            if (input[i] >= '0' && input[i] <= '9') {
                int end = i;
                while (end < input.length && input[end] >= '0' && input[end] <= '9') {
                    end++;
                }
                return joined(input, i, text(Hostile.number(random)), end);
            }
        }
        return flipped(input);
    }

    private byte[] lineDoubled(byte[] input) {
        int from = lineStart(input, random.nextInt(input.length + 1));
        int end = from;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        byte[] line = Arrays.copyOfRange(input, from, Math.min(input.length, end + 1));
        int to = lineStart(input, random.nextInt(input.length + 1));
        return joined(input, to, line, to);
    }

    private static int lineStart(byte[] input, int from) {
        int at = from;
        while (at > 0 && input[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private static byte[] joined(byte[] input, int end, byte[] what, int from) {
        int rest = Math.max(0, input.length - Math.max(end, from));
        byte[] all = new byte[end + what.length + rest];
        System.arraycopy(input, 0, all, 0, end);
        System.arraycopy(what, 0, all, end, what.length);
        System.arraycopy(input, input.length - rest, all, end + what.length, rest);
        return all;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
