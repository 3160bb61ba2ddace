package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.traefik.PrometheusText.Sample;
import org.bolabaden.outrider.traefik.TraefikCounters.OfService;
import org.junit.jupiter.api.Test;

class TraefikCountersTest {
    private static Map<String, OfService> read(String... lines) {
        return TraefikCounters.read(String.join("\n", lines)).services();
    }

    private static List<Sample> samples(String text) {
        List<Sample> samples = new ArrayList<>();
        PrometheusText.read(text, Set.of("m"), samples::add);
        return samples;
    }

    @Test
    void thePoolsOfAServiceAndItsMethodsAndCodesAreOne() {
        assertThat(read(
                        "# TYPE traefik_service_requests_total counter",
                        "traefik_service_requests_total{code=\"200\",method=\"GET\",protocol=\"http\",service=\"a.org:local@file\"} 3",
                        "traefik_service_requests_total{code=\"204\",method=\"PUT\",protocol=\"http\",service=\"a.org:peers:hosts@file\"} 1e+02",
                        "traefik_service_requests_total{code=\"502\",method=\"GET\",protocol=\"http\",service=\"a.org@file\"} 2",
                        "traefik_service_request_duration_seconds_bucket{service=\"a.org@file\",le=\"0.1\"} 9",
                        "traefik_service_request_duration_seconds_sum{code=\"200\",service=\"a.org:local@file\"} 0.5",
                        "traefik_service_request_duration_seconds_sum{code=\"502\",service=\"a.org@file\"} 0.25",
                        "traefik_service_request_duration_seconds_count{code=\"200\",service=\"a.org:local@file\"} 3"))
                .isEqualTo(Map.of("a.org", new OfService(Map.of("2xx", 103.0, "5xx", 2.0), 0.75, 3)));
    }

    @Test
    void whatIsOfAnotherProviderOrCannotBeReadIsLeftOut() {
        assertThat(read(
                        "traefik_service_requests_total{code=\"200\",service=\"a@docker\"} 3",
                        "traefik_service_requests_total{code=\"200\",service=\"a@file\" 3",
                        "traefik_service_requests_total{code=\"200\",service=\"a@file\"} three",
                        "traefik_service_requests_total{code=\"200\",service=\"a@file",
                        "traefik_service_requests_total{code=",
                        "traefik_service_requests_total"))
                .isEmpty();
        assertThat(read("traefik_service_requests_total{code=\"0\",service=\"a@file\"} 3")
                        .get("a")
                        .requests())
                .isEmpty();
    }

    @Test
    void labelsMayBeEscapedOrNoneAndALineMayHaveATime() {
        assertThat(samples("m{a=\"x\\\"y\\\\z\\n\",b=\"}\",} 1 1700000000000\nm 2\nmm 3\nm +Inf"))
                .containsExactly(
                        new Sample("m", Map.of("a", "x\"y\\z\n", "b", "}"), 1),
                        new Sample("m", Map.of(), 2),
                        new Sample("m", Map.of(), Double.POSITIVE_INFINITY));
    }
}
