package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.bolabaden.outrider.drain.DrainWish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainRequestsTest {
    @Test
    void everythingMayBeLeftOut() {
        DrainWish plain = new DrainWish(Optional.empty(), Optional.empty(), false);

        assertThat(DrainRequests.read("")).isEqualTo(plain);
        assertThat(DrainRequests.read("{}")).isEqualTo(plain);
        assertThat(DrainRequests.read("{\"reason\": null, \"for\": null, \"force\": null}"))
                .isEqualTo(plain);
        assertThat(DrainRequests.read("{\"reason\": \" \"}")).isEqualTo(plain);
    }

    @Test
    void reasonTimeAndForceAreTaken() {
        assertThat(DrainRequests.read("{\"reason\": \"new kernel\", \"for\": \"1h30m\", \"force\": true}"))
                .isEqualTo(new DrainWish(Optional.of("new kernel"), Optional.of(Duration.ofMinutes(90)), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nonsense                   | the body is no JSON
                    []                         | the body is no JSON object
                    {"reson": "x"}             | unknown field 'reson'
                    {"reason": 1}              | 'reason' is no text
                    {"reason": "a\\nb"}        | the reason has a line break
                    {"for": "soon"}            | 'for' is 'soon', expected a duration such as 30m
                    {"for": 30}                | 'for' is no text
                    {"for": "0s"}              | the time is 0s, expected 1s to 365d
                    {"for": "366d"}            | the time is 366d, expected 1s to 365d
                    {"force": "yes"}           | 'force' is neither true nor false
                    """)
    void whatIsWrongIsNamed(String body, String message) {
        assertThatThrownBy(() -> DrainRequests.read(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aReasonIsALineAndNoBook() {
        assertThatThrownBy(() -> DrainRequests.read("{\"reason\": \"" + "x".repeat(201) + "\"}"))
                .hasMessage("the reason has 201 characters, expected at most 200");
    }
}
