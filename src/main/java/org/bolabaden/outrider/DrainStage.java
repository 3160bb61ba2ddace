package org.bolabaden.outrider;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainFile;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainSource;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Loss;
import org.bolabaden.outrider.drain.OwnDrains;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.NodeName;

/**
 * Keeps what this node drains, on the disk too, and joins it with what is drained elsewhere. Safe for use by several
 * threads; what changes something writes a file, the rest never blocks.
 */
final class DrainStage {
    private final DrainFile file;
    private final NodeName self;
    private final DrainSource elsewhere;
    private final EventSink events;
    private final InstantSource clock;
    private final Object changing = new Object();
    // Written by whoever changes it; what is over may still be in it, until a plan looks.
    private volatile OwnDrains own;
    // Guarded by changing.
    private final StateFile kept;

    /** A stage that knows what was drained before. */
    DrainStage(Path stateDirectory, NodeName self, DrainSource elsewhere, EventSink events, InstantSource clock) {
        this.file = DrainFile.in(stateDirectory);
        this.self = self;
        this.elsewhere = elsewhere;
        this.events = events;
        this.clock = clock;
        this.kept = new StateFile(events, "a restart now would not know what is drained");
        this.own = read();
    }

    private OwnDrains read() {
        try {
            return file.read(self);
        } catch (IOException unreadable) {
            events.emit(Event.warn("state_unreadable")
                    .reason(unreadable.getMessage() + "; nothing is drained, " + setAside()));
            return OwnDrains.NONE;
        }
    }

    private String setAside() {
        try {
            return "the file is kept as " + file.setAside();
        } catch (IOException stays) {
            return "and the next drain replaces the file (" + stays.getMessage() + ")";
        }
    }

    /** All that is drained now, by whomever. Never blocks. */
    Drains inForce() {
        return inForce(clock.instant());
    }

    private Drains inForce(Instant now) {
        return own.drains()
                .without(elsewhere.revoked())
                .and(elsewhere.made().without(own.revoked()).without(elsewhere.revoked()))
                .at(now);
    }

    /** The same, after those are ended whose time is over, and those that were ended elsewhere. */
    Drains settle(Instant now) {
        if (!own.equals(settled(now))) {
            synchronized (changing) {
                List<Drain> over = own.drains().overAt(now);
                Drains before = own.drains();
                keep(settled(now));
                over.forEach(drain -> tell(
                        "drain_ended",
                        drain.target(),
                        drain.target() + " expired at " + drain.until().orElse(now)));
                before.at(now).all().stream()
                        .filter(drain -> !own.drains().all().contains(drain))
                        .forEach(drain -> tell(
                                "drain_ended",
                                drain.target(),
                                drain.target() + " undrained on another node; was " + drain));
            }
        }
        return inForce(now);
    }

    private OwnDrains settled(Instant now) {
        return own.with(own.drains().at(now).without(elsewhere.revoked())).keeping(elsewhere);
    }

    /** What operators said on this node. Never blocks. */
    OwnDrains own() {
        return own;
    }

    /**
     * Drains it from now on, or changes how; on the disk when it returns.
     *
     * @throws DrainRefusedException when it would take what nothing is left for, and is not forced
     */
    Drain add(Target target, DrainWish wish, Loss.World world) throws DrainRefusedException {
        synchronized (changing) {
            Instant now = clock.instant();
            Loss loss = Loss.of(target, inForce(now), world);
            if (!wish.forced() && !loss.isNothing()) {
                throw new DrainRefusedException(target, loss);
            }
            Optional<Drain> before =
                    own.drains().at(now).without(elsewhere.revoked()).of(target);
            Drain drain = wish.begin(target, self, now, before);
            keep(own.with(own.drains().with(drain)));
            tell(
                    "drain_started",
                    target,
                    target + " " + drain
                            + (before.isPresent() ? "; instead of: " + before.get() : "")
                            + (loss.isNothing() ? "" : "; forced, although " + loss));
            return drain;
        }
    }

    /**
     * Ends the drains of this target, whoever made them; a node that is out of reach hears of it when it is back.
     *
     * @return whether there was one
     */
    boolean remove(Target target) {
        synchronized (changing) {
            List<Drain> ended = inForce(clock.instant()).all().stream()
                    .filter(drain -> drain.target().equals(target))
                    .toList();
            OwnDrains next = own.with(own.drains().without(target));
            for (Drain drain : ended) {
                next = drain.by().equals(self) ? next : next.and(drain.id());
            }
            if (!ended.isEmpty()) {
                keep(next);
            }
            ended.forEach(drain -> tell(
                    "drain_ended",
                    target,
                    target + " undrained on " + self + "; was " + drain
                            + (drain.by().equals(self) ? "" : ", on " + drain.by())));
            return !ended.isEmpty();
        }
    }

    private void keep(OwnDrains next) {
        kept.write(() -> file.write(next));
        own = next;
    }

    /** Writes what the disk refused, if it did. */
    void catchUp() {
        synchronized (changing) {
            if (kept.isBehind()) {
                keep(own);
            }
        }
    }

    private void tell(String name, Target target, String reason) {
        Event event = Event.info(name).reason(reason);
        events.emit(
                switch (target) {
                    case Target.OfNode node -> event;
                    case Target.OfService of -> event.service(of.service());
                    case Target.OfBackend of ->
                        event.service(of.backend().service())
                                .backend(of.backend().endpoint());
                });
    }
}
