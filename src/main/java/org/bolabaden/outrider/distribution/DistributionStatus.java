package org.bolabaden.outrider.distribution;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.DistributionSettings.Method;

/**
 * How the registry last came here.
 *
 * @param method who brings it
 * @param branch that is followed; with git alone, as the next three
 * @param commit whose files are here: what runs is of it, unless the registry says that it is broken, held or rolled back
 * @param fetchedAt when that commit was fetched
 * @param remoteError why no newer one can be had; empty: the last look at the repository went well
 * @param conflicts what Syncthing set aside, because two nodes changed the same file
 */
public record DistributionStatus(
        Method method,
        Optional<String> branch,
        Optional<String> commit,
        Optional<Instant> fetchedAt,
        Optional<String> remoteError,
        List<String> conflicts) {
    public DistributionStatus {
        conflicts = List.copyOf(conflicts);
    }
}
