package org.bolabaden.outrider.peers.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.peers.Carrier;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Word;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.PeerStore;
import org.jspecify.annotations.Nullable;

/**
 * Through an etcd. Each node has one key, {@code nodes/NAME}, with what it says, on a lease of three intervals; a watch on all
 * of them brings what is new and what has expired. When the watch ends, for whatever reason, all are read and it begins anew.
 */
public final class EtcdCarrier implements Carrier {
    private final PeerStore.Etcd how;
    private final Duration interval;
    private final NodeName self;
    private final Etcd etcd;
    private final Polling polling;
    private final Set<NodeName> present = new HashSet<>();
    private Set<NodeName> peers = Set.of();
    private @Nullable String published;
    private @Nullable String lease;
    private boolean watching;
    private int watches;
    private int member;

    /** Connects with the first look. */
    public EtcdCarrier(Vertx vertx, PeerStore.Etcd how, Duration interval, NodeName self, Listener listener) {
        this.how = how;
        this.interval = interval;
        this.self = self;
        this.etcd = new Etcd(vertx, how);
        this.polling = new Polling(vertx, interval, listener, this::round, this::broken);
        polling.post(polling::now);
    }

    @Override
    public void follow(Set<NodeName> wanted) {
        polling.post(() -> {
            peers = Set.copyOf(wanted);
            watching = false;
        });
    }

    @Override
    public void publish(LocalView view) {
        polling.publish(view);
    }

    @Override
    public void close() {
        polling.close(etcd::close);
    }

    private void broken() {
        etcd.hangUp();
        watching = false;
        watches++;
        lease = null;
        published = null;
        // The next of its members, if there are more.
        member++;
    }

    private URI endpoint() {
        return how.endpoints().get(Math.floorMod(member, how.endpoints().size()));
    }

    private Future<Void> round() {
        URI at = endpoint();
        return etcd.begin(at)
                .compose(begun -> say(at))
                .compose(said -> watching ? present() : read(at))
                .recover(failure -> Future.failedFuture("etcd at " + at + ": " + failure.getMessage()));
    }

    private Future<Void> say(URI at) {
        OwnWord word = polling.word();
        if (word == null) {
            // A round that asks nothing would not notice that nobody answers.
            return etcd.get(at, how.prefix() + "nodes/" + self).mapEmpty();
        }
        return lease(at).compose(alive -> {
            boolean news = !alive.equals(lease) || !word.tag().equals(published);
            lease = alive;
            return news
                    ? etcd.put(at, how.prefix() + "nodes/" + self, word.text(), alive)
                            .onSuccess(done -> published = word.tag())
                    : Future.succeededFuture();
        });
    }

    private Future<String> lease(URI at) {
        String held = lease;
        Future<Boolean> kept = held == null ? Future.succeededFuture(false) : etcd.keepAlive(at, held);
        return kept.compose(alive -> alive && held != null
                ? Future.succeededFuture(held)
                : etcd.grant(
                        at,
                        Math.max(
                                1,
                                interval.multipliedBy(Polling.LIVES)
                                        .plusMillis(999)
                                        .toSeconds())));
    }

    /** Nothing is asked: the watch would have told. */
    private Future<Void> present() {
        Map<NodeName, Word> words = new HashMap<>();
        peers.forEach(peer -> words.put(peer, present.contains(peer) ? new Word.Same() : new Word.Absent()));
        polling.tell(words);
        return Future.succeededFuture();
    }

    private Future<Void> read(URI at) {
        String prefix = how.prefix() + "nodes/";
        return etcd.range(at, prefix).compose(all -> {
            Map<NodeName, Word> words = new HashMap<>();
            present.clear();
            peers.forEach(peer -> words.put(peer, new Word.Absent()));
            all.path("kvs").forEach(pair -> found(pair).forEach(words::put));
            polling.tell(words);
            int number = ++watches;
            watching = true;
            return etcd.watch(
                    at,
                    prefix,
                    all.path("header").path("revision").asLong() + 1,
                    event -> polling.post(() -> watched(number, event)),
                    end -> polling.post(() -> {
                        if (number == watches) {
                            watching = false;
                            polling.now();
                        }
                    }));
        });
    }

    private Map<NodeName, Word> found(JsonNode pair) {
        return peer(pair)
                .map(peer -> {
                    present.add(peer);
                    return Polling.understood(peer, Etcd.text(pair.path("value")))
                            .<Map<NodeName, Word>>map(view -> Map.of(peer, new Word.News(view)))
                            .orElse(Map.of());
                })
                .orElse(Map.of());
    }

    /** Whose key it is; empty: nobody's that is followed. */
    private Optional<NodeName> peer(JsonNode pair) {
        String key = Etcd.text(pair.path("key"));
        String prefix = how.prefix() + "nodes/";
        return key.startsWith(prefix)
                ? Polling.node(key.substring(prefix.length())).filter(peers::contains)
                : Optional.empty();
    }

    private void watched(int number, JsonNode event) {
        if (number != watches) {
            return;
        }
        if ("DELETE".equals(event.path("type").asText())) {
            peer(event.path("kv"))
                    .filter(present::remove)
                    .ifPresent(gone -> polling.tell(Map.of(gone, new Word.Absent())));
        } else {
            polling.tell(found(event.path("kv")));
        }
    }
}
