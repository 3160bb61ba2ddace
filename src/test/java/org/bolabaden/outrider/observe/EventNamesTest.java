package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever wants to hear of an event finds it in the documentation, and may name it in watcher.yaml. */
class EventNamesTest {
    private static final Pattern TOLD = Pattern.compile("Event\\.(?:info|warn|error)\\(\\s*\"([a-z0-9_]+)\"");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

    @Test
    void thoseOfThePageAreAllOfThem() throws IOException {
        Set<String> listed = new TreeSet<>();
        String page = Files.readString(Path.of("docs", "OBSERVABILITY.md"));
        page.substring(page.indexOf("| event | level"))
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(row -> NAME.matcher(row.split("\\|")[1]))
                .forEach(names -> names.results().forEach(name -> listed.add(name.group(1))));

        assertThat(EventNames.ALL).isSorted().containsExactlyElementsOf(listed);
    }

    @Test
    void whatTheCodeTellsByNameIsAmongThem() throws IOException {
        Set<String> told = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(EventNamesTest::text)
                    .map(TOLD::matcher)
                    .flatMap(Matcher::results)
                    .forEach(event -> told.add(event.group(1)));
        }

        assertThat(told).hasSizeGreaterThan(100);
        assertThat(EventNames.ALL).containsAll(told);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
