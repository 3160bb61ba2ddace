package org.bolabaden.outrider.peers.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.peers.Carrier;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Word;
import org.bolabaden.outrider.registry.NodeName;

/** Remembers what a carrier told. */
final class Ears implements Carrier.Listener {
    private final Map<NodeName, LocalView> views = new ConcurrentHashMap<>();
    private final Map<NodeName, Word> last = new ConcurrentHashMap<>();
    private final List<Optional<String>> reached = new CopyOnWriteArrayList<>();

    static LocalView view(String node, String registry) {
        return new LocalView(
                new NodeName(node),
                "1",
                registry,
                Instant.EPOCH,
                Optional.empty(),
                0,
                Map.of(),
                OwnDrains.NONE,
                Map.of(),
                Map.of());
    }

    @Override
    public void heard(Map<NodeName, Word> words) {
        words.forEach((node, word) -> {
            last.put(node, word);
            if (word instanceof Word.News news) {
                views.put(node, news.view());
            }
        });
    }

    @Override
    public void reached(Optional<String> fault) {
        reached.add(fault);
    }

    /** The version of the registry that the node says it serves; empty: nothing was heard of it. */
    String registry(String node) {
        LocalView view = views.get(new NodeName(node));
        return view == null ? "" : view.registry();
    }

    boolean isAbsent(String node) {
        return last.get(new NodeName(node)) instanceof Word.Absent;
    }

    boolean reaches() {
        return !reached.isEmpty() && reached.getLast().isEmpty();
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        reached.forEach(one -> one.ifPresent(faults::add));
        return faults;
    }
}
