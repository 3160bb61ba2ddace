package org.bolabaden.outrider.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The JSON shapes of this node's public records: public surface, changed on purpose only. */
final class DnsViews {
    private DnsViews() {}

    /**
     * The records at a glance.
     *
     * @param status {@code ok}, {@code starting}, {@code failing} or {@code degraded}
     * @param reason what is wrong; absent: nothing
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Summary(String status, Optional<String> reason) {}

    /**
     * This node's public records.
     *
     * @param status {@code ok}, {@code starting}, {@code failing} or {@code degraded}
     * @param provider where the zone lives
     * @param records the sets of records that this node has a part in
     * @param looked when the zone was last read; absent: not yet
     * @param lastChange the last change of the zone by this node since its start
     * @param error why the zone cannot be kept
     * @param edge why our own proxies are held for dead
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Dns(
            String status,
            String provider,
            List<RecordSet> records,
            Optional<Instant> looked,
            Optional<LastChange> lastChange,
            Optional<Trouble> error,
            Optional<String> edge) {}

    /**
     * All records of a name and type.
     *
     * @param state of this node's: {@code published}, {@code withdrawn}, {@code last}, {@code waiting}, {@code changing}, {@code
     *     refused} or {@code unknown}
     * @param wanted the address that this node's shall have; absent: it shall have none, or nobody knows
     * @param next what is done next
     * @param observed what the zone had
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record RecordSet(
            String name,
            String type,
            String state,
            String reason,
            Optional<String> wanted,
            List<String> next,
            List<Observed> observed) {}

    /**
     * One record.
     *
     * @param node whose it is, by its mark; absent: it has none
     * @param leaving whether it is about to be removed
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Observed(String address, Optional<String> node, boolean leaving, int ttl, boolean proxied) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record LastChange(Instant at, String change, String reason) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Trouble(Instant since, String reason) {}
}
