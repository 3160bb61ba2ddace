package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnOriginTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:9180", "127.8.9.1:80", "localhost:9180", "LOCALHOST:9180", "[::1]:9180", "localhost"})
    void thePageOfThisServerOnThisMachineIsOurs(String host) {
        assertThat(OwnOrigin.is("http://" + host, "http", host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, http, 127.0.0.1:9180",
        "http://localhost:9180, http, 127.0.0.1:9180",
        "https://127.0.0.1:9180, http, 127.0.0.1:9180",
        "http://127.0.0.1:9180, https, 127.0.0.1:9180",
        "http://example.org, http, 127.0.0.1:9180",
        "null, http, 127.0.0.1:9180",
    })
    void aPageFromElsewhereIsNot(String origin, String scheme, String host) {
        assertThat(OwnOrigin.is(origin, scheme, host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example:9180",
                "10.0.0.7:9180",
                "localhost.example:9180",
                "127.0.0.1.example:9180",
                "[::2]:9180",
                "[",
                "[]",
                ":9180",
                ""
            })
    void aNameThatWasMadeToLeadHereIsNot(String host) {
        assertThat(OwnOrigin.is("http://" + host, "http", host)).isFalse();
    }

    @Test
    void aRequestThatDoesNotSayWhomItAsksIsNot() {
        assertThat(OwnOrigin.is("http://127.0.0.1", "http", null)).isFalse();
        assertThat(OwnOrigin.is("http://127.0.0.1", null, "127.0.0.1")).isFalse();
    }
}
