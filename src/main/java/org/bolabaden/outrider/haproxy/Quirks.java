package org.bolabaden.outrider.haproxy;

import java.util.Set;
import java.util.function.Predicate;

/**
 * What reading HAProxy does not tell, and only time or a refusal does.
 *
 * @param fixedWeights backends with a static algorithm: they take the whole weight or none
 * @param mayForceUp the servers whose check we may overrule now
 */
record Quirks(Set<String> fixedWeights, Predicate<ServerRef> mayForceUp) {
    Quirks {
        fixedWeights = Set.copyOf(fixedWeights);
    }
}
