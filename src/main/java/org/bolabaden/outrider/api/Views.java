package org.bolabaden.outrider.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON shapes of the HTTP interface: its public surface, changed on purpose only. */
final class Views {
    private Views() {}

    /**
     * This sidecar at a glance.
     *
     * @param status {@code ok}, or {@code degraded}: HAProxy does not answer, files are broken, an
     *     output is not live, a service has no backend or is in panic, the node seems cut off, its public records are not as
     *     they should be
     * @param peers the sidecars of the other nodes, and how many answer; absent: there is none
     * @param isolation why the node seems cut off from all others; absent: it does not
     * @param dns how this node's public records stand; absent: it keeps none
     * @param drains what is drained, without the sessions that are left: {@code /api/v1/drains} has them
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Status(
            String status,
            String node,
            String version,
            Instant started,
            RegistryStatus registry,
            HaproxyStatus haproxy,
            List<Output> outputs,
            Counts services,
            Counts backends,
            Optional<Counts> peers,
            Optional<Isolation> isolation,
            List<Drain> drains,
            Optional<DnsViews.Summary> dns,
            List<Backend> unhealthy) {}

    /**
     * This node seems to be cut off; all verdicts on backends elsewhere stay as they are.
     *
     * @param since nobody was heard after that
     * @param reason who was asked in vain
     */
    record Isolation(Instant since, String reason) {}

    /**
     * The registry that runs, and how it came here.
     *
     * @param version of its content: equal on every node that has the same files
     * @param error why it is not what the files say
     * @param method who brings the files
     * @param commit the newest that is here; with git alone, as branch, fetchedAt and remoteError
     * @param remoteError why no newer one can be had
     * @param conflicts what Syncthing set aside
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record RegistryStatus(
            String version,
            Instant loaded,
            boolean lastGood,
            Optional<String> error,
            String method,
            Optional<String> branch,
            Optional<String> commit,
            Optional<Instant> fetchedAt,
            Optional<String> remoteError,
            List<String> conflicts) {}

    /**
     * The HAProxy beside us.
     *
     * @param configured whether there is one to drive
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record HaproxyStatus(boolean configured, boolean up, Optional<Long> pid, Optional<String> version) {}

    /**
     * A rendered file.
     *
     * @param output its path
     * @param template what it is rendered from
     * @param state {@code live}, {@code checking}, {@code pending}, {@code held}, {@code rejected} or {@code failed}
     * @param since when it came into that state
     * @param reason why, when it is not live
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Output(String output, String template, String state, Instant since, Optional<String> reason) {}

    /**
     * What a reload came to.
     *
     * @param status {@code ok}: everything is live; {@code degraded}: the registry or an output is not as the files want it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Reloaded(String status, RegistryStatus registry, List<Output> outputs) {}

    record Counts(int total, int healthy) {}

    /**
     * A service and who serves it.
     *
     * @param panic why its verdicts are not believed
     * @param muted why the events of its backends are muted
     * @param serving the backends that requests go to now
     * @param primary who is the primary; absent: it has none
     * @param failovers the last changes of the primary, the newest last; absent: it has none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Service(
            String name,
            String section,
            List<String> aliases,
            Optional<Integer> port,
            String balance,
            int healthy,
            int total,
            Optional<String> panic,
            Optional<String> muted,
            List<String> serving,
            List<Backend> backends,
            Optional<PrimaryViews.Primary> primary,
            Optional<List<PrimaryViews.Failover>> failovers) {}

    /**
     * A backend, what is held of it and what it shall be.
     *
     * @param backend its host and port
     * @param up whether it is judged fit to serve
     * @param status {@code unverified}, {@code up}, {@code held} or {@code down}
     * @param state {@code ready}, {@code drain} or {@code maint}: what the plan gives it
     * @param role {@code active} or {@code fallback}
     * @param since since when it has that status
     * @param reason the verdict's rule and evidence, for people
     * @param rule which rule made the verdict: {@code first_check}, {@code fall}, {@code rise}, {@code flap}, {@code
     *     isolation}, {@code adopted}
     * @param evidence what the rule went by, as it stood then
     * @param flapPenalty what is left of its penalty for coming and going
     * @param weight what the plan gives it
     * @param fullWeight what the registry gives it
     * @param planReason why the plan gives it that state and weight
     * @param muted why its events are muted
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Backend(
            String service,
            String backend,
            String node,
            boolean local,
            Optional<String> url,
            Optional<String> address,
            boolean up,
            String status,
            String state,
            String role,
            int weight,
            int fullWeight,
            boolean serving,
            Optional<Instant> since,
            String reason,
            String rule,
            Evidence evidence,
            long flapPenalty,
            String planReason,
            Optional<String> muted,
            Optional<LastCheck> lastCheck) {}

    /**
     * What a verdict went by.
     *
     * @param checks in a row that agreed
     * @param lastFailure why the last check failed that did
     * @param flapPenalty for coming and going
     * @param heldDownSince since when it is held down for that
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Evidence(int checks, Optional<String> lastFailure, int flapPenalty, Optional<Instant> heldDownSince) {}

    /**
     * The last check of a backend; times in milliseconds.
     *
     * @param said what its command said, for one that is a command
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record LastCheck(
            Instant at,
            String type,
            boolean passed,
            Optional<String> reason,
            Optional<String> said,
            double dnsMs,
            double connectMs,
            double tlsMs,
            double firstByteMs,
            double totalMs) {}

    /** The plan as it stands. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Plan(long sequence, List<PlannedServer> servers) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record PlannedServer(
            String service,
            String backend,
            String node,
            String state,
            int weight,
            String role,
            boolean serving,
            String reason) {}

    /**
     * Something that takes no new sessions.
     *
     * @param target a node, a service, or {@code service/host:port}
     * @param kind {@code node}, {@code service} or {@code backend}
     * @param reason what for; absent: nobody said
     * @param until when it ends by itself; absent: it does not
     * @param forced whether it holds although nobody else can serve
     * @param by the node on which it was made
     * @param sessions what HAProxy still has open there; absent: it does not tell
     * @param serving the backends of it that HAProxy gives new sessions all the same: nobody else can serve, or it was not
     *     told yet; absent with the sessions
     * @param peers how it stands on the other nodes, where there are any
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Drain(
            String target,
            String kind,
            Optional<String> reason,
            Instant since,
            Optional<Instant> until,
            boolean forced,
            String by,
            Optional<Long> sessions,
            Optional<List<String>> serving,
            List<DrainThere> peers) {}

    /**
     * A drain on another node, as that one said last.
     *
     * @param node which
     * @param up whether its sidecar answers
     * @param inForce whether it knows of the drain
     * @param sessions what its HAProxy still has open; absent: it does not tell
     * @param serving whether its HAProxy still gives it new ones
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record DrainThere(String node, boolean up, boolean inForce, Optional<Long> sessions, boolean serving) {}

    /**
     * How something shall be drained; all of it may be left out.
     *
     * @param reason what for: one line of at most 200 characters
     * @param time how long, {@code 1s} to {@code 365d}, such as {@code 30m}; absent: for good
     * @param force drain it though it has the last healthy backend of a service, or a primary
     * @param movePrimary have another primary elected before, where it has one that sentinels follow
     */
    @Schema(name = "DrainRequest")
    record DrainRequest(
            Optional<String> reason,
            @Schema(name = "for") Optional<String> time,
            Optional<Boolean> force,
            @Schema(name = "move_primary") Optional<Boolean> movePrimary) {}

    /** RFC 9457. Named for the native build, which cannot see it in any method's return type. */
    @RegisterForReflection
    record Problem(String type, String title, int status, String detail) {}
}
