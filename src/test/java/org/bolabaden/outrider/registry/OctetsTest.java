package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetsTest {
    @Test
    void textIsUtf8AndEscapesAreBytes() {
        byte[] bytes = Octets.parse("é\\r\\n\\t\\\\\\x00\\xFf").orElseThrow().bytes();

        assertThat(bytes).containsExactly(0xc3, 0xa9, '\r', '\n', '\t', '\\', 0, 0xff);
    }

    @Test
    void theLengthIsCountedInBytes() {
        assertThat(Octets.parse("\\x00".repeat(Octets.MOST))).isPresent();
        assertThat(Octets.parse("é".repeat(Octets.MOST / 2))).isPresent();
        assertThat(Octets.parse("é".repeat(Octets.MOST / 2) + "x")).isEmpty();
        assertThat(Octets.parse("PING").map(Octets::bytes)).contains("PING".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\", "ok\\", "\\q", "\\x0", "\\xgg", "a\\0"})
    void otherEscapesAreRefused(String text) {
        assertThat(Octets.parse(text)).isEmpty();
    }
}
