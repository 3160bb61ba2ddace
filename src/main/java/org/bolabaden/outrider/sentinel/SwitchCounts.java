package org.bolabaden.outrider.sentinel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bolabaden.outrider.registry.ServiceName;

/** How often primaries changed since the start, and how that ended. Safe for use by several threads. */
public final class SwitchCounts {
    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    /** How a change ended. */
    public enum Result {
        OFFERED("offered"),
        WITHHELD("withheld"),
        ABANDONED("abandoned");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        /** The word in the metric. */
        public String word() {
            return word;
        }
    }

    record Key(ServiceName service, Result result) {}

    /** None yet. */
    public SwitchCounts() {}

    /** One more. */
    public void count(ServiceName service, Result result) {
        counts.computeIfAbsent(new Key(service, result), first -> new LongAdder())
                .increment();
    }

    long of(ServiceName service, Result result) {
        LongAdder count = counts.get(new Key(service, result));
        return count == null ? 0 : count.sum();
    }
}
