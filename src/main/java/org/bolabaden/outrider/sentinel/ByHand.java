package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;

/**
 * The primary is whom the registry names.
 *
 * @param since since when we know
 */
record ByHand(Followed followed, BackendId backend, Instant since) implements Finder {
    @Override
    public ByHand next(Signal signal) {
        return this;
    }

    @Override
    public Primary primary() {
        return new Primary.Offered(backend, since, Optional.empty(), "named by hand in the registry");
    }

    @Override
    public boolean urgent() {
        return false;
    }

    @Override
    public Standing standing() {
        return Standing.NONE;
    }

    @Override
    public Timeline timeline() {
        return Timeline.NONE;
    }

    @Override
    public ByHand adopting(Set<BackendId> ready) {
        return this;
    }
}
