package org.bolabaden.outrider.peers.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.peers.Carrier;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Word;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.PeerStore;
import org.bolabaden.outrider.tls.NamedTls;
import org.jspecify.annotations.Nullable;

/**
 * Through a Redis. Each node has two keys that expire: {@code node:NAME}, three intervals long, with the tag of what it says,
 * and {@code view:NAME} with what it says. A look reads the tags of all others in one MGET and then what is new; a message on
 * the channel {@code changed} names a node whose word is new already.
 */
public final class RedisCarrier implements Carrier {
    // A word outlives its node's sign of life: who reads it has just seen that one.
    private static final int WORD_LIVES = 30;
    private static final int AT_ONCE = 64;
    private static final int NODES_PER_LOOK = 100;

    private final Vertx vertx;
    private final Names names;
    private final PeerStore.Redis how;
    private final Duration interval;
    private final NodeName self;
    private final Supplier<Optional<Endpoint>> address;
    private final Polling polling;
    private final Map<NodeName, String> known = new HashMap<>();
    private final Set<NodeName> named = new LinkedHashSet<>();
    private List<NodeName> peers = List.of();
    private @Nullable String published;
    private @Nullable Lines lines;
    private int attempts;
    private @Nullable Long looked;

    /** The two connections, each with a client of its own that is closed with it. */
    private record Lines(Endpoint to, Redis asking, RedisConnection ask, Redis listening) {
        void close() {
            asking.close();
            listening.close();
        }
    }

    /**
     * Connects with the first look.
     *
     * @param address where it is now; empty: nobody knows
     */
    public RedisCarrier(
            Vertx vertx,
            PeerStore.Redis how,
            Duration interval,
            NodeName self,
            Supplier<Optional<Endpoint>> address,
            Listener listener) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.how = how;
        this.interval = interval;
        this.self = self;
        this.address = address;
        this.polling = new Polling(vertx, interval, listener, this::round, this::hangUp);
        polling.post(polling::now);
    }

    @Override
    public void follow(Set<NodeName> wanted) {
        List<NodeName> all = List.copyOf(wanted);
        polling.post(() -> {
            peers = all;
            known.keySet().retainAll(wanted);
            looked = null;
        });
    }

    @Override
    public void publish(LocalView view) {
        polling.publish(view);
    }

    @Override
    public void close() {
        polling.close(this::hangUp);
    }

    private void hangUp() {
        if (lines != null) {
            lines.close();
            lines = null;
        }
        attempts++;
        published = null;
        looked = null;
    }

    private void hungUp(int attempt) {
        if (attempt == attempts) {
            hangUp();
            polling.now();
        }
    }

    private Future<Void> round() {
        Optional<Endpoint> to = address.get();
        if (to.isEmpty()) {
            return Future.failedFuture("no primary is offered for "
                    + how.service().map(Object::toString).orElse("any service") + " (peers.redis)");
        }
        if (lines != null && !lines.to().equals(to.get())) {
            hangUp();
        }
        Future<Lines> open = lines == null ? connect(to.get()) : Future.succeededFuture(lines);
        return open.compose(this::say)
                .compose(this::look)
                .recover(failure -> Future.failedFuture("Redis at " + to.get() + ": " + failure.getMessage()));
    }

    private Future<Lines> connect(Endpoint to) {
        int attempt = attempts;
        return names.of(to.host()).compose(addresses -> connect(to, addresses.getFirst(), attempt));
    }

    private Future<Lines> connect(Endpoint to, InetAddress there, int attempt) {
        Redis asking = Redis.createClient(vertx, options(to, there));
        Redis listening = Redis.createClient(vertx, options(to, there));
        return Passwords.read(vertx, how.login())
                .compose(password -> login(asking, password)
                        .compose(ask -> login(listening, password).compose(hear -> {
                            hear.handler(this::message);
                            hear.endHandler(ended -> polling.post(() -> hungUp(attempt)));
                            return hear.send(request("SUBSCRIBE", how.prefix() + "changed"))
                                    .map(subscribed -> new Lines(to, asking, ask, listening));
                        })))
                .compose(made -> attempt == attempts ? Future.succeededFuture(made) : Future.failedFuture("too late"))
                .onSuccess(made -> lines = made)
                .onFailure(failed -> {
                    asking.close();
                    listening.close();
                });
    }

    private Future<RedisConnection> login(Redis client, Optional<String> password) {
        return client.connect().compose(connection -> {
            if (password.isEmpty()) {
                return Future.succeededFuture(connection);
            }
            List<String> words = new ArrayList<>(List.of("AUTH"));
            how.login().flatMap(PeerStore.Login::user).ifPresent(words::add);
            words.add(password.get());
            return connection.send(request(words.toArray(String[]::new))).map(connection);
        });
    }

    private RedisOptions options(Endpoint to, InetAddress there) {
        NetClientOptions tcp =
                new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) Polling.DEADLINE.toMillis());
        how.caFile()
                .ifPresent(file -> tcp.setSsl(true)
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setSslEngineOptions(new NamedTls(to.host()))
                        .setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return new RedisOptions()
                .setConnectionString((how.caFile().isPresent() ? "rediss://" : "redis://")
                        + new Endpoint(Names.text(there), to.port()))
                .setProtocolNegotiation(false)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1)
                .setNetClientOptions(tcp);
    }

    private void message(Response message) {
        if (message != null && message.size() == 3 && "message".equals(text(message.get(0)))) {
            Polling.node(text(message.get(2)))
                    .ifPresent(node -> polling.post(() -> {
                        if (!node.equals(self) && peers.contains(node)) {
                            named.add(node);
                            polling.now();
                        }
                    }));
        }
    }

    private static String text(@Nullable Response response) {
        return response == null ? "" : response.toString();
    }

    /** Says that this node lives, and what it says when that is new. */
    private Future<Lines> say(Lines to) {
        OwnWord word = polling.word();
        if (word == null) {
            return Future.succeededFuture(to);
        }
        String life = Long.toString(interval.multipliedBy(Polling.LIVES).toMillis());
        String longer = Long.toString(interval.multipliedBy(WORD_LIVES).toMillis());
        String view = how.prefix() + "view:" + self;
        boolean news = !word.tag().equals(published);
        Future<Response> stored = news
                ? to.ask().send(request("SET", view, word.text(), "PX", longer))
                : to.ask().send(request("PEXPIRE", view, longer)).onSuccess(kept -> {
                    if (kept.toInteger() == 0) {
                        published = null;
                    }
                });
        return stored.compose(
                        done -> to.ask().send(request("SET", how.prefix() + "node:" + self, word.tag(), "PX", life)))
                .compose(done -> news
                        ? to.ask().send(request("PUBLISH", how.prefix() + "changed", self.value()))
                        : Future.succeededFuture(done))
                .map(done -> {
                    published = news ? word.tag() : published;
                    return to;
                });
    }

    /** Looks at those that were named, and, when it is time, at all. */
    private Future<Void> look(Lines at) {
        // What a large fleet is asked for grows with its size; how often, falls with it.
        long now = System.nanoTime();
        long pause = interval.toNanos() * (1 + peers.size() / NODES_PER_LOOK) - interval.toNanos() / 2;
        boolean due = looked == null || now - looked >= pause;
        looked = due ? Long.valueOf(now) : looked;
        List<NodeName> asked = due ? peers : List.copyOf(named);
        named.clear();
        if (asked.isEmpty()) {
            return Future.succeededFuture();
        }
        return at.ask().send(request("MGET", keys("node:", asked))).compose(tags -> {
            Map<NodeName, Word> words = new HashMap<>();
            Map<NodeName, String> news = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                Response tag = tags.get(i);
                NodeName peer = asked.get(i);
                if (tag == null) {
                    known.remove(peer);
                    words.put(peer, new Word.Absent());
                } else if (tag.toString().equals(known.get(peer))) {
                    words.put(peer, new Word.Same());
                } else {
                    news.put(peer, tag.toString());
                }
            }
            polling.tell(words);
            return fetch(at, new ArrayList<>(news.keySet()));
        });
    }

    private Future<Void> fetch(Lines at, List<NodeName> news) {
        if (news.isEmpty()) {
            return Future.succeededFuture();
        }
        List<NodeName> now = news.subList(0, Math.min(AT_ONCE, news.size()));
        return at.ask().send(request("MGET", keys("view:", now))).compose(texts -> {
            Map<NodeName, Word> words = new HashMap<>();
            for (int i = 0; i < now.size(); i++) {
                Response text = texts.get(i);
                if (text != null) {
                    NodeName peer = now.get(i);
                    OwnWord word = OwnWord.of(text.toString());
                    Polling.understood(peer, word.text()).ifPresent(view -> {
                        known.put(peer, word.tag());
                        words.put(peer, new Word.News(view));
                    });
                }
            }
            polling.tell(words);
            return fetch(at, news.subList(now.size(), news.size()));
        });
    }

    private String[] keys(String kind, List<NodeName> nodes) {
        return nodes.stream().map(node -> how.prefix() + kind + node).toArray(String[]::new);
    }

    private static Request request(String name, String... words) {
        Request request = Request.cmd(Command.create(name));
        for (String word : words) {
            request.arg(word);
        }
        return request;
    }

    private static Request request(String[] words) {
        return request(words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
    }
}
