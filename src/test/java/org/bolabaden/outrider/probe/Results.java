package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;

/** A listener that remembers, and asks for the next check after the backend's interval. */
final class Results implements ProbeListener {
    private final Map<BackendId, List<ProbeResult>> results = new ConcurrentHashMap<>();

    @Override
    public Duration onResult(Backend backend, ProbeResult result) {
        results.computeIfAbsent(backend.id(), id -> new CopyOnWriteArrayList<>())
                .add(result);
        return backend.check().schedule().interval();
    }

    List<ProbeResult> of(Backend backend) {
        return results.getOrDefault(backend.id(), List.of());
    }

    int backends() {
        return results.size();
    }
}
