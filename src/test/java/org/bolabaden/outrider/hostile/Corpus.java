package org.bolabaden.outrider.hostile;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The inputs that a target begins with: real ones, and whatever once broke it. */
public final class Corpus {
    private static final Path ALL = Path.of("src/test/resources/corpus");
    private static final Path GOOD = Path.of("src/test/resources/registry/good");
    private static final String SEVERAL = "cases.json";
    private static final String LICENCE = "LICENSE";
    private static final int LONGEST_WORD = 40;
    private static final int MOST_WORDS = 2_000;

    private final List<byte[]> entries;
    private final List<String> words;

    /** A corpus of these. */
    public Corpus(List<byte[]> entries) {
        this.entries = List.copyOf(entries);
        Set<String> found = new LinkedHashSet<>();
        for (byte[] entry : entries) {
            for (String word : new String(entry, StandardCharsets.UTF_8).split("[^A-Za-z0-9_.-]+", -1)) {
                boolean usual = !word.isEmpty() && word.length() <= LONGEST_WORD && !word.contains(Hostile.SECRET);
                if (usual && found.size() < MOST_WORDS) {
                    found.add(word);
                }
            }
        }
        this.words = List.copyOf(found);
    }

    /**
     * That of a target: the files of its directory, by name, with each text of a {@code cases.json}, and the good files that
     * the reader of the registry is tested with, if it is their target.
     */
    static Corpus of(String target) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try {
            for (Path file : list(ALL.resolve(target))) {
                String name = file.getFileName().toString();
                if (name.equals(SEVERAL)) {
                    new ObjectMapper()
                            .readTree(Files.readAllBytes(file))
                            .properties()
                            .forEach(one -> files.put(
                                    one.getKey(), one.getValue().asText().getBytes(StandardCharsets.UTF_8)));
                } else if (!name.equals(LICENCE)) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
            for (Path file : list(GOOD)) {
                if (file.getFileName().toString().startsWith(target + "-")) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        } catch (IOException missing) {
            throw new UncheckedIOException("the target " + target + " has no corpus", missing);
        }
        return new Corpus(new ArrayList<>(files.values()));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    int size() {
        return entries.size();
    }

    byte[] entry(int number) {
        return entries.get(number).clone();
    }

    /** One of them. */
    public byte[] any(RandomGenerator random) {
        return entries.isEmpty() ? new byte[0] : entry(random.nextInt(entries.size()));
    }

    /** A word of one of them: most parsers know some. */
    public String word(RandomGenerator random) {
        return words.isEmpty() ? "" : words.get(random.nextInt(words.size()));
    }
}
