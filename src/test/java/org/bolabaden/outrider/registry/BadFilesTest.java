package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mistake that a file can have, one file each under {@code registry/bad}; beside it, in {@code .expected}, the
 * lines that the user reads. A first line {@code schema: silent} there marks what only the loader can know.
 */
class BadFilesTest {
    private static final Path BAD = Path.of("src/test/resources/registry/bad");
    private static final String SILENT = "schema: silent";

    @TempDir
    Path directory;

    static Stream<Path> badFiles() throws IOException {
        return named(BAD);
    }

    static Stream<Path> goodFiles() throws IOException {
        return named(Path.of("src/test/resources/registry/good"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aBadFileGetsALineForEachMistake(Path bad) throws IOException {
        place(bad);

        assertThat(lint()).isEqualTo(expected(bad));
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void aGoodFileHasNoMistakeAndFitsItsSchema(Path good) throws IOException {
        place(good);

        assertThat(lint()).isEmpty();
        assertThat(schema(good).validate(Files.readString(good), InputFormat.YAML))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void theSchemaRefusesWhatIsWrongByItself(Path bad) throws IOException {
        if (Files.readString(expectedFile(bad)).startsWith(SILENT)) {
            return;
        }
        assertThat(schema(bad).validate(Files.readString(bad), InputFormat.YAML))
                .isNotEmpty();
    }

    private void place(Path file) throws IOException {
        if (!kind(file).equals("services")) {
            Files.writeString(directory.resolve("services.yaml"), "version: 1\n");
        }
        Files.copy(file, directory.resolve(kind(file) + ".yaml"));
        if (kind(file).equals("watcher") && Files.readString(file).contains("source:")) {
            String elsewhere = Files.readString(file).replaceAll("(?m)^source: .*$", "source: services.yaml");
            Files.writeString(directory.resolve("watcher.yaml"), elsewhere);
        }
    }

    private List<String> lint() {
        return new ConfigurationDirectory(directory, Map.of())
                .lint().stream()
                        .map(error -> error.toString().replace(directory + "/", ""))
                        .toList();
    }

    private static List<String> expected(Path bad) throws IOException {
        return Files.readAllLines(expectedFile(bad)).stream()
                .filter(line -> !line.equals(SILENT))
                .toList();
    }

    private static Path expectedFile(Path bad) {
        return bad.resolveSibling(bad.getFileName().toString().replace(".yaml", ".expected"));
    }

    private static Schema schema(Path file) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Schemas.of(kind(file)).orElseThrow());
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf('-'));
    }

    private static Stream<Path> named(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }
}
