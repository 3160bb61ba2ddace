package org.bolabaden.outrider.acceptance;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The writes that were acknowledged, beside what the Redis that is primary now has of them. */
final class Ledger {
    private final Stage stage;

    Ledger(Stage stage) {
        this.stage = stage;
    }

    /** How many of these were acknowledged and are gone. */
    long lost(List<Visit> visits) {
        Set<Long> missing = new TreeSet<>(visits.stream()
                .filter(visit -> visit.isWrite() && !visit.failed())
                .map(visit -> Long.parseLong(visit.asked().substring("redis:".length())))
                .toList());
        if (missing.isEmpty()) {
            return 0;
        }
        String first = missing.stream().findFirst().orElseThrow().toString();
        stage.redis(stage.primary().address(), Node.REDIS, "ZRANGEBYSCORE", "writes", first, "+inf")
                .lines()
                .map(Long::parseLong)
                .forEach(missing::remove);
        return missing.size();
    }
}
