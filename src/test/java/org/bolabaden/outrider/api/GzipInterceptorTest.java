package org.bolabaden.outrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipInterceptorTest {
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip", "gzip;q=0.5, deflate", "deflate , GZIP ; q=1.0"})
    void whoNamesItGetsIt(String accepted) {
        assertThat(GzipInterceptor.takesGzip(accepted)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "gzip; q=0.000", "x-gzip", "br,,deflate"})
    void whoDoesNotOrRefusesItDoesNot(String accepted) {
        assertThat(GzipInterceptor.takesGzip(accepted)).isFalse();
    }
}
