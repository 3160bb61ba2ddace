package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Replies in the protocol of Redis: of each type, nested, with lengths that are now and then wrong. */
public final class RespGrammar implements Grammar {
    private static final int DEEPEST = 7;

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            reply(text, random, corpus, 0);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void reply(StringBuilder text, RandomGenerator random, Corpus corpus, int depth) {
        switch (random.nextInt(depth < DEEPEST ? 8 : 5)) {
            case 0 -> text.append('+').append(word(random, corpus)).append("\r\n");
            case 1 -> text.append('-').append(word(random, corpus)).append("\r\n");
            case 2 ->
                text.append(':')
                        .append(random.nextBoolean() ? "7" : Hostile.number(random))
                        .append("\r\n");
            case 3, 4 -> bulk(text, word(random, corpus), random);
            case 5 -> text.append("$-1\r\n*-1\r\n");
            default -> {
                int items = random.nextInt(5);
                text.append('*')
                        .append(random.nextInt(10) == 0 ? Hostile.number(random) : Integer.toString(items))
                        .append("\r\n");
                for (int i = 0; i < items; i++) {
                    reply(text, random, corpus, depth + 1);
                }
            }
        }
    }

    private static void bulk(StringBuilder text, String word, RandomGenerator random) {
        int length = word.getBytes(StandardCharsets.UTF_8).length;
        text.append('$')
                .append(random.nextInt(10) == 0 ? Hostile.number(random) : Integer.toString(length))
                .append("\r\n")
                .append(word)
                .append("\r\n");
    }

    private static String word(RandomGenerator random, Corpus corpus) {
        return random.nextInt(3) > 0 ? corpus.word(random) : Hostile.text(random);
    }
}
