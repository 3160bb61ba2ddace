package org.bolabaden.outrider.traefik;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bolabaden.outrider.traefik.PrometheusText.Sample;

/**
 * What Traefik counts of the services of its file provider. Pure.
 *
 * @param services by the registry's name; some may be the operator's own
 */
record TraefikCounters(Map<String, OfService> services) {
    private static final String REQUESTS = "traefik_service_requests_total";
    private static final String SECONDS = "traefik_service_request_duration_seconds_sum";
    private static final String RESPONSES = "traefik_service_request_duration_seconds_count";
    private static final Set<String> WANTED = Set.of(REQUESTS, SECONDS, RESPONSES);
    // The files of templates come by Traefik's file provider.
    private static final String PROVIDER = "@file";

    TraefikCounters {
        services = Map.copyOf(services);
    }

    /**
     * What it counts of one service.
     *
     * @param requests by class of the response's code, {@code 1xx} to {@code 5xx}
     * @param seconds that all responses took
     * @param responses how many
     */
    record OfService(Map<String, Double> requests, double seconds, double responses) {
        static final OfService NONE = new OfService(Map.of(), 0, 0);

        OfService with(Sample sample) {
            return switch (sample.name()) {
                case REQUESTS ->
                    codeClass(sample.label("code"))
                            .map(code -> counted(code, sample.value()))
                            .orElse(this);
                case SECONDS -> new OfService(requests, seconds + sample.value(), responses);
                default -> new OfService(requests, seconds, responses + sample.value());
            };
        }

        private OfService counted(String code, double count) {
            Map<String, Double> more = new TreeMap<>(requests);
            more.merge(code, count, Double::sum);
            return new OfService(more, seconds, responses);
        }
    }

    /**
     * Reads Traefik's metrics.
     *
     * @param text in Prometheus' text format
     */
    static TraefikCounters read(String text) {
        Map<String, OfService> counted = new HashMap<>();
        PrometheusText.read(
                text,
                WANTED,
                sample -> service(sample.label("service"))
                        .ifPresent(name -> counted.put(
                                name, counted.getOrDefault(name, OfService.NONE).with(sample))));
        return new TraefikCounters(counted);
    }

    /** The registry's name: {@code builtin:traefik-http} gives the pools of a service its name and a colon more. */
    private static Optional<String> service(String label) {
        if (!label.endsWith(PROVIDER)) {
            return Optional.empty();
        }
        String own = label.substring(0, label.length() - PROVIDER.length());
        int colon = own.indexOf(':');
        return Optional.of(colon < 0 ? own : own.substring(0, colon));
    }

    private static Optional<String> codeClass(String code) {
        return code.length() == 3 && code.charAt(0) >= '1' && code.charAt(0) <= '5'
                ? Optional.of(code.charAt(0) + "xx")
                : Optional.empty();
    }
}
