package org.bolabaden.outrider.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON shapes of what is known of the peers. */
final class PeerViews {
    private PeerViews() {}

    /**
     * Another node's sidecar, as it is seen from here; what it said last stays while it is silent.
     *
     * @param state {@code up}, {@code down}: three questions in a row had no good answer, or {@code unknown}: not asked often
     *     enough yet
     * @param since since when it is in that state
     * @param lastSeen when its last good answer came
     * @param reason why the last question had no good answer
     * @param registry the version of the registry that it serves
     * @param inStep whether that is the one that this node serves
     * @param isolated why it seems to be cut off from all others
     * @param sees whether it reaches each of its own peers
     * @param notUp the backends that it does not judge up, the first hundred
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Peer(
            String node,
            String url,
            String state,
            boolean up,
            Instant since,
            Optional<Instant> lastSeen,
            Optional<String> reason,
            Optional<String> version,
            Optional<String> registry,
            Optional<Boolean> inStep,
            Optional<String> isolated,
            int drains,
            Map<String, Boolean> sees,
            List<String> notUp) {}
}
