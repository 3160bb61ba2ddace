package org.bolabaden.outrider.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The JSON shapes that the status page is drawn from: as little as it needs, since it is fetched often. */
final class PageViews {
    private PageViews() {}

    /**
     * All that is on the page at once.
     *
     * @param now the sidecar's clock, which may differ from the reader's
     * @param nodes this one first, then in the registry's order
     * @param services in the registry's order; those alone that were asked for
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Page(
            String node,
            String version,
            Instant now,
            Instant started,
            Views.RegistryStatus registry,
            Views.HaproxyStatus haproxy,
            List<Views.Output> outputs,
            Optional<Views.Isolation> isolation,
            List<String> nodes,
            List<Row> services) {}

    /**
     * One service.
     *
     * @param primary {@code offered}, {@code withheld} or {@code unknown}; absent: it has none
     * @param panic why its verdicts are not believed
     * @param muted why the events of its backends are muted
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Row(
            String name,
            String section,
            Optional<Integer> port,
            Optional<String> primary,
            Optional<String> panic,
            Optional<String> muted,
            List<Cell> backends) {}

    /**
     * One backend; {@code status}, {@code state} and {@code weight} as in {@link Views.Backend}.
     *
     * @param fallback whether it serves only when no active one is left
     * @param since since when it has that status, in milliseconds since 1970
     * @param fault why its last check failed; absent: it passed, or there was none
     * @param latency how long its last checks took in microseconds, the oldest first, -1 for one that failed; absent: not
     *     asked for
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Cell(
            String backend,
            String node,
            String status,
            String state,
            boolean serving,
            boolean fallback,
            int weight,
            Optional<Long> since,
            Optional<String> fault,
            Optional<int[]> latency) {}
}
