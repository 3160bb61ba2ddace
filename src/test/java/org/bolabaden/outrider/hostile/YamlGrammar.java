package org.bolabaden.outrider.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of the corpus with some of its values or keys replaced by hostile ones in quotes: nearly always YAML. */
public final class YamlGrammar implements Grammar {
    private static final Pattern VALUE =
            Pattern.compile("(?<=: |- |\\[|, )(?:\"[^\"\n]*\"|[^\\s\\[\\]{},#\"'][^,\\]}\n#]*)");
    private static final Pattern KEY = Pattern.compile("(?<=[\\s{])[A-Za-z_][A-Za-z0-9_.-]*(?=:)");

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        String text = new String(corpus.any(random), StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            text = random.nextInt(6) == 0
                    ? replaced(text, KEY, random, scalar(random, corpus))
                    : replaced(text, VALUE, random, value(random, corpus));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String replaced(String text, Pattern what, RandomGenerator random, String by) {
        List<int[]> places = new ArrayList<>();
        Matcher found = what.matcher(text);
        while (found.find()) {
            places.add(new int[] {found.start(), found.end()});
        }
        if (places.isEmpty()) {
            return text + "\n" + by;
        }
        int[] place = places.get(random.nextInt(places.size()));
        boolean kept = random.nextInt(3) == 0;
        String old = text.substring(place[0], place[1]).replace("\"", "").strip();
        return text.substring(0, place[0])
                + (kept ? quoted(random.nextBoolean() ? old + Hostile.text(random) : Hostile.text(random) + old) : by)
                + text.substring(place[1]);
    }

    private static String value(RandomGenerator random, Corpus corpus) {
        return switch (random.nextInt(12)) {
            case 0 -> "[" + scalar(random, corpus) + ", " + scalar(random, corpus) + "]";
            case 1 -> "{" + corpus.word(random) + ": " + scalar(random, corpus) + "}";
            case 2 -> Hostile.number(random);
            case 3 ->
                "!!" + List.of("str", "int", "binary", "set", "java.net.URL").get(random.nextInt(5)) + " "
                        + scalar(random, corpus);
            case 4 -> "&anchor " + scalar(random, corpus);
            case 5 ->
                List.of("*anchor", "~", "null", "yes", "0o17", ".inf", "2001-01-01", "<<")
                        .get(random.nextInt(8));
            default -> scalar(random, corpus);
        };
    }

    private static String scalar(RandomGenerator random, Corpus corpus) {
        return switch (random.nextInt(6)) {
            case 0 -> corpus.word(random);
            case 1 -> quoted(Hostile.number(random));
            case 2 -> quoted(Hostile.longLine(random));
            case 3 -> quoted(corpus.word(random) + Hostile.text(random) + corpus.word(random));
            default -> quoted(Hostile.text(random));
        };
    }

    /** In double quotes, with what a file must not have as such by its number, so that it gets as far as the value. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                quoted.append("\\x%02x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
