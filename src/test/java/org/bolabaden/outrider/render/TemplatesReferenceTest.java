package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model is a public interface: docs/TEMPLATES.md names all of it. */
class TemplatesReferenceTest {
    static Stream<Class<?>> parts() {
        return Stream.concat(Stream.of(Model.class), Stream.of(Model.class.getDeclaredClasses()));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyNameIsDocumented(Class<?> part) throws IOException {
        String reference = Files.readString(Path.of("docs/TEMPLATES.md"));

        for (RecordComponent component : part.getRecordComponents()) {
            assertThat(reference).containsPattern("[`.]" + component.getName() + "`");
        }
    }
}
