package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SchemasTest {
    @Test
    void thereIsOneForEachFileAndNoOther() {
        assertThat(Schemas.NAMES)
                .allSatisfy(name -> assertThat(Schemas.of(name)).isPresent());
        assertThat(Schemas.of("secrets")).isEmpty();
    }

    @Test
    void everyKeyIsDocumentedInOneSentence() throws Exception {
        for (String name : Schemas.NAMES) {
            assertDocumented(new ObjectMapper().readTree(Schemas.of(name).orElseThrow()));
        }
    }

    private static void assertDocumented(JsonNode schema) {
        schema.path("properties")
                .forEachEntry((key, property) -> assertThat(
                                property.path("description").asText())
                        .as(key)
                        .matches("[A-Z].*\\."));
        schema.forEach(SchemasTest::assertDocumented);
    }
}
