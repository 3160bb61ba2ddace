package org.bolabaden.outrider.sentinel;

import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/** An Outrider's connections to one address of a sentinel: one for questions, one for events. */
final class SentinelLink {
    private static final long WATCHDOG = 2_000;
    private static final long AT_ONCE = 50;

    private final Endpoint address;
    private final int node;
    private final SimulatedOutrider outrider;
    private final World world;
    private final Directory directory;
    private Wires.Connection answers;
    private Wires.Connection events;
    private Optional<SentinelId> connected = Optional.empty();
    private boolean subscribed;
    private int generation;
    private int life;
    private long answered;
    private long asked = Long.MIN_VALUE / 2;

    SentinelLink(Endpoint address, int node, SimulatedOutrider outrider, World world, Directory directory) {
        this.address = address;
        this.node = node;
        this.outrider = outrider;
        this.world = world;
        this.directory = directory;
        answers = world.wires().new Connection();
        events = world.wires().new Connection();
    }

    Endpoint address() {
        return address;
    }

    /** Closes without a word. */
    void drop() {
        generation++;
        connected = Optional.empty();
        subscribed = false;
        answers = world.wires().new Connection();
        events = world.wires().new Connection();
    }

    void pulse(long period) {
        boolean dead = subscribed && life != world.sentinels().get(node).life();
        if (connected.isPresent() && (dead || world.now() - answered > WATCHDOG)) {
            SentinelId id = connected.get();
            drop();
            outrider.step(new Signal.Lost(outrider.at(), id, address));
        }
        if (world.now() - asked >= period) {
            ask();
        }
    }

    private void ask() {
        asked = world.now();
        int mine = generation;
        SimulatedSentinel sentinel = world.sentinels().get(node);
        world.wires().send(outrider.node(), node, () -> {
            if (sentinel.up() && mine == generation) {
                subscribed = true;
                life = sentinel.life();
                Directory.Answer answer = directory.answer(sentinel, address);
                answers.send(node, outrider.node(), () -> viewed(mine, answer));
            }
        });
    }

    private void viewed(int mine, Directory.Answer answer) {
        if (mine == generation) {
            answered = world.now();
            connected = Optional.of(answer.id());
            outrider.step(new Signal.Viewed(outrider.at(), answer.id(), address, answer.view(), answer.others()));
        }
    }

    void published(SimulatedSentinel sentinel, SentinelEvent event) {
        if (sentinel.id != node || !subscribed || life != sentinel.life()) {
            return;
        }
        int mine = generation;
        for (SentinelEvent said : directory.told(sentinel, event)) {
            events.send(node, outrider.node(), () -> heard(mine, said));
        }
    }

    private void heard(int mine, SentinelEvent event) {
        if (mine != generation || connected.isEmpty()) {
            return;
        }
        outrider.step(new Signal.Heard(outrider.at(), connected.get(), address, event));
        if (world.now() - asked > AT_ONCE) {
            ask();
        }
    }
}
