package org.bolabaden.outrider.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The JSON shapes of primaries and their changes: public surface, changed on purpose only. */
final class PrimaryViews {
    private PrimaryViews() {}

    /**
     * Who is the primary of a service.
     *
     * @param state {@code offered}, {@code withheld} or {@code unknown}
     * @param source by whose word: {@code by hand}, {@code role} or "sentinel"
     * @param master the name among the sentinels
     * @param backend the one that is offered
     * @param since since when it is offered or withheld
     * @param epoch at which it was chosen
     * @param proof what stands behind it, or why there is none
     * @param minReplicas what it wants before it takes a write; absent: it does not say
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Primary(
            String state,
            String source,
            Optional<String> master,
            Optional<String> backend,
            Optional<Instant> since,
            Optional<Long> epoch,
            String proof,
            Optional<MinReplicas> minReplicas,
            List<Sentinel> sentinels,
            List<Server> servers) {}

    /**
     * {@code min-replicas-to-write} and {@code min-replicas-max-lag} of the primary.
     *
     * @param toWrite 0: it takes writes when it is cut off too, and they are lost
     * @param maxLag in seconds
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record MinReplicas(int toWrite, int maxLag) {}

    /**
     * One sentinel.
     *
     * @param names whom it names as the primary
     * @param tilt whether it does not trust itself
     * @param reason what is wrong with it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Sentinel(
            String address,
            Optional<String> id,
            boolean up,
            Instant since,
            Optional<String> names,
            Optional<Long> epoch,
            boolean tilt,
            Optional<String> reason) {}

    /**
     * What one backend says of itself.
     *
     * @param role {@code master}, {@code replica} or {@code unknown}
     * @param of whom it follows
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Server(String backend, boolean up, String role, Optional<String> of, Optional<String> reason) {}

    /** One change of a primary. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Failover(
            String service, Optional<String> from, Optional<String> to, Optional<Long> epoch, List<Step> steps) {}

    /**
     * One step of it.
     *
     * @param step {@code sdown}, {@code odown}, {@code elected}, {@code selected}, {@code promoted}, {@code offered}, {@code
     *     applied}, {@code sessions_cut}, {@code confirmed} or {@code abandoned}
     * @param afterMs milliseconds since the first step
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Step(String step, Instant at, long afterMs, String detail) {}
}
