package org.bolabaden.outrider.sentinel;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.bolabaden.outrider.registry.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one sentinel, and asks it what it holds of each master: after it has subscribed, after each event, every second,
 * and more often when a change is near. Subscribing comes first, so that nothing falls in between.
 *
 * <p>Two connections: one that is subscribed, and one that asks. A sentinel that was stopped keeps both open and says
 * nothing, so the subscribed one is asked PING every second; no answer within a second is the end of both.
 *
 * <p>To be used on its event loop alone.
 */
final class SentinelSession {
    static final Duration CALM = Duration.ofSeconds(1);
    static final Duration URGENT = Duration.ofMillis(200);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Place place;
    private final Dialer dialer;
    private final Listener listener;
    private final long ticker;

    private Set<String> masters = Set.of();
    private boolean urgent;
    private Backoff backoff = Backoff.NONE;
    private @Nullable Link events;
    private @Nullable Link questions;
    private @Nullable SentinelId id;
    // Of the present connections: what belongs to earlier ones is dropped when it comes.
    private int generation;
    private boolean useful;
    private boolean asking;
    private boolean askAgain;
    private boolean tilt;
    private long askedAt;
    private long pingedAt;
    private boolean closed;

    /** Is told what the sentinel says. */
    interface Listener {
        /** It is subscribed, has said who it is, and answers. */
        void up(SentinelSession session, SentinelId id);

        /** What it holds of that master, and whom it knows; the addresses are as it names them. */
        void viewed(SentinelSession session, String master, MasterView view, Map<SentinelId, Endpoint> others);

        /** It monitors no master of that name. */
        void unknown(SentinelSession session, String master);

        void heard(SentinelSession session, SentinelEvent event);

        /** It is not heard any more, or could not be reached. */
        void down(SentinelSession session, String why);
    }

    SentinelSession(Place place, Dialer dialer, Listener listener) {
        this.place = place;
        this.dialer = dialer;
        this.listener = listener;
        this.ticker = dialer.loop().owner().setPeriodic(URGENT.toMillis(), fired -> tick());
    }

    Place place() {
        return place;
    }

    /** Who it is, as far as it is heard now. */
    Optional<SentinelId> id() {
        return Optional.ofNullable(id);
    }

    /** Asks about these from now on. */
    void about(Set<String> wanted, boolean soon) {
        boolean more = !masters.containsAll(wanted);
        masters = Set.copyOf(wanted);
        urgent = soon;
        if (more) {
            ask();
        }
    }

    void connect() {
        if (closed) {
            return;
        }
        int own = ++generation;
        Future<Link> first = dialer.dial(place, own, CONNECT);
        Future<Link> second = dialer.dial(place, own, CONNECT);
        Future.join(first, second).onComplete(done -> {
            if (closed || own != generation || done.failed()) {
                first.onSuccess(Link::close);
                second.onSuccess(Link::close);
                if (!closed && own == generation) {
                    lost(own, Failure.why(done.cause()));
                }
                return;
            }
            connected(own, first.result(), second.result());
        });
    }

    private void connected(int own, Link subscribed, Link asked) {
        events = subscribed;
        questions = asked;
        subscribed.listen(message -> received(own, message), why -> lost(own, why));
        asked.listen(message -> {}, why -> lost(own, why));
        asked.ask(ANSWER, "SENTINEL", "MYID")
                .onFailure(fault -> lost(own, Failure.why(fault)))
                .onSuccess(answer -> identified(own, subscribed, Words.text(answer)));
    }

    private void identified(int own, Link subscribed, String name) {
        if (own != generation) {
            return;
        }
        if (!SentinelId.isValid(name)) {
            lost(own, "it is no sentinel");
            return;
        }
        id = new SentinelId(name);
        pingedAt = System.nanoTime();
        subscribed.tell("PSUBSCRIBE", "*").onFailure(fault -> lost(own, Failure.why(fault)));
        ping(own, subscribed);
    }

    private void received(int own, @Nullable Response message) {
        if (own != generation || message == null) {
            return;
        }
        if (message.type() == ResponseType.ERROR) {
            lost(own, "refused: " + message);
            return;
        }
        List<String> words = Words.of(message);
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "psubscribe" -> subscribed();
            case "pmessage" -> {
                if (words.size() == 4) {
                    published(words.get(2), words.get(3));
                }
            }
            default -> {}
        }
    }

    private void subscribed() {
        tilt = false;
        ask();
    }

    private void published(String channel, String payload) {
        SentinelEvents.parse(channel, payload).ifPresent(event -> {
            if (event instanceof SentinelEvent.Tilt now) {
                tilt = now.on();
            }
            listener.heard(this, event);
        });
        ask();
    }

    private void tick() {
        Link subscribed = events;
        if (subscribed == null || id == null) {
            return;
        }
        long now = System.nanoTime();
        if (now - pingedAt >= CALM.toNanos()) {
            pingedAt = now;
            ping(generation, subscribed);
        }
        if (now - askedAt >= (urgent ? URGENT : CALM).toNanos()) {
            ask();
        }
    }

    /** What is published meanwhile can take the answer's place, and is as good a sign of life. */
    private void ping(int own, Link subscribed) {
        subscribed
                .ask(ANSWER, "PING")
                .onSuccess(answer -> received(own, answer))
                .onFailure(fault -> {
                    if (!(fault instanceof ErrorType)) {
                        lost(own, Failure.why(fault));
                    }
                });
    }

    /**
     * Has it begin a failover of that master though nobody sees it down ({@code SENTINEL FAILOVER}).
     *
     * @return done when it has begun; fails when it is not connected or refuses
     */
    Future<Void> failover(String master) {
        Link link = questions;
        return link == null || id == null
                ? Future.failedFuture("sentinel " + place.address() + " is not connected")
                : link.ask(ANSWER, "SENTINEL", "FAILOVER", master).mapEmpty();
    }

    /** Asks about every master now, or once more when the answers to the questions under way are in. */
    void ask() {
        Link link = questions;
        if (link == null || id == null) {
            return;
        }
        if (asking) {
            askAgain = true;
            return;
        }
        asking = true;
        askAgain = false;
        askedAt = System.nanoTime();
        int own = generation;
        List<Future<?>> answers = new ArrayList<>();
        answers.add(link.ask(ANSWER, "INFO", "sentinel").onSuccess(info -> informed(own, Words.text(info))));
        masters.forEach(master -> answers.add(ask(own, link, master)));
        Future.join(answers).onComplete(done -> {
            if (own == generation) {
                asking = false;
                if (askAgain) {
                    ask();
                }
            }
        });
    }

    /** TILT has begun, or ended, before we listened; while it lasts it is told again, for it counts for a while only. */
    private void informed(int own, String info) {
        Answers.tilt(info).filter(on -> own == generation && (on || tilt)).ifPresent(on -> {
            tilt = on;
            listener.heard(this, new SentinelEvent.Tilt(on));
        });
    }

    private Future<?> ask(int own, Link link, String master) {
        Future<Response> view = link.ask(ANSWER, "SENTINEL", "MASTER", master);
        Future<Response> address = link.ask(ANSWER, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", master);
        Future<Response> others = link.ask(ANSWER, "SENTINEL", "SENTINELS", master);
        return Future.join(view, address, others).onComplete(done -> {
            if (own != generation) {
                return;
            }
            if (view.succeeded()) {
                answered(own, master, view.result(), known(address), known(others));
            } else if (Failure.noSuchMaster(view.cause())) {
                useful();
                listener.unknown(this, master);
            } else {
                lost(own, Failure.why(view.cause()));
            }
        });
    }

    /** What not every login may ask for. */
    private static @Nullable Response known(Future<Response> answer) {
        return answer.succeeded() ? answer.result() : null;
    }

    private void answered(
            int own, String master, Response view, @Nullable Response address, @Nullable Response others) {
        Optional<MasterView> seen = Answers.master(Answers.pairs(Words.of(view)), Words.of(address));
        if (seen.isEmpty()) {
            lost(own, "its answer to SENTINEL MASTER is not understood");
            return;
        }
        useful();
        List<Map<String, String>> sentinels =
                Words.lists(others).stream().map(Answers::pairs).toList();
        listener.viewed(this, master, seen.get(), Answers.others(sentinels));
    }

    /** It answers what it was connected to for: a login that may subscribe and not ask is none. */
    private void useful() {
        if (!useful) {
            useful = true;
            id().ifPresent(known -> listener.up(this, known));
        }
    }

    /** The end of these connections; the next ones are tried at once if these were of use. */
    private void lost(int own, String why) {
        if (own != generation || closed) {
            return;
        }
        hangUp();
        backoff = useful ? Backoff.NONE : backoff.failed();
        useful = false;
        listener.down(this, why);
        Duration wait = backoff.wait(LONGEST_WAIT, ThreadLocalRandom.current().nextDouble());
        dialer.loop().owner().setTimer(Math.max(1, wait.toMillis()), fired -> connect());
    }

    private void hangUp() {
        generation++;
        id = null;
        asking = false;
        Link first = events;
        Link second = questions;
        events = null;
        questions = null;
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    void close() {
        closed = true;
        dialer.loop().owner().cancelTimer(ticker);
        hangUp();
    }
}
