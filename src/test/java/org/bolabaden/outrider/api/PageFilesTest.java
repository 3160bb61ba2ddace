package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
    private static final Path SOURCES = Path.of("src/main/resources/page");
    private static final Pattern NAMED = Pattern.compile("(?:page/|from \"\\./)([a-z]+\\.(?:js|css|svg))");

    private final PageFiles files = new PageFiles();

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.list(SOURCES)) {
            return all.sorted().toList();
        }
    }

    @Test
    void everyFileOfThePageIsServedWithItsTypeAndATagOfItsContent() throws IOException {
        for (Path source : sources()) {
            PageFiles.PageFile file = files.of(source.getFileName().toString()).orElseThrow();

            assertThat(file.content()).isEqualTo(Files.readString(source));
            assertThat(file.type()).matches("(text/(html|css|javascript)|image/svg\\+xml);charset=UTF-8");
        }
        assertThat(sources().stream()
                        .map(source -> files.of(source.getFileName().toString())
                                .orElseThrow()
                                .tag()))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheFilesNameIsThere() throws IOException {
        for (Path source : sources()) {
            NAMED.matcher(Files.readString(source))
                    .results()
                    .forEach(named -> assertThat(files.of(named.group(1)))
                            .as("%s, in %s", named.group(1), source)
                            .isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.js", "../application.properties", "index", "style.css/", "INDEX.html", "x.class", ""})
    void nothingElseIsServed(String name) {
        assertThat(files.of(name)).isEmpty();
    }

    @Test
    void thePageIsLightAndAsksNobodyElse() throws IOException {
        long total = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            total += Files.size(source);
            assertThat(text.replace("http://www.w3.org/", ""))
                    .as("%s", source)
                    .doesNotContain("http:", "https:", "//cdn");
        }
        assertThat(total).isLessThan(80_000);
    }
}
