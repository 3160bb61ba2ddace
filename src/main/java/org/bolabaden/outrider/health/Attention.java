package org.bolabaden.outrider.health;

import java.time.Duration;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;

/** How closely this node watches a backend while it and those who watch closely are of one mind. */
@FunctionalInterface
public interface Attention {
    /** Every backend at its own interval. */
    Attention CLOSE = (backend, settled) -> Optional.empty();

    /**
     * From one check to the next while nothing speaks against the verdict. Called after each check; must be quick.
     *
     * @param settled up or down
     * @return never sooner than this; empty: at its own interval
     */
    Optional<Duration> pace(BackendId backend, Verdict.Status settled);
}
