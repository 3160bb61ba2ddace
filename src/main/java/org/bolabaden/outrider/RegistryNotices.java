package org.bolabaden.outrider;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.ConfigurationError;
import org.bolabaden.outrider.registry.LastGood;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Pinned;
import org.bolabaden.outrider.registry.Registry;

/** Says what becomes of the files: each fault once, and its end. Not for several threads, but for {@link #error}. */
final class RegistryNotices {
    private final EventSink events;
    private String fault = "";
    private String rollback = "";
    private volatile Optional<String> error = Optional.empty();

    RegistryNotices(EventSink events) {
        this.events = events;
    }

    /** Why what runs is not what the files say; empty: it is. */
    Optional<String> error() {
        return error;
    }

    /**
     * The files take effect.
     *
     * @param before what ran until now; empty: this is a start
     * @param changed whether they say something else than before
     */
    void taken(Optional<Registry> before, Registry now, boolean changed) {
        boolean was = error.isPresent();
        fault = "";
        rollback = "";
        error = Optional.empty();
        String from = before.map(Registry::version).orElse("none");
        if (was || changed) {
            events.emit(Event.info("registry_loaded").change(from, now.version()));
        }
    }

    /**
     * Something that ran before serves.
     *
     * @param pinned what an operator rolled back to
     * @param before what ran until now; empty: this is a start
     */
    void stay(RegistryDecision.Stay stay, Optional<Pinned> pinned, Optional<Registry> before, NodeSettings settings) {
        switch (stay) {
            case RegistryDecision.RolledBack back -> fault = "";
            case RegistryDecision.Hold hold -> held(hold, settings.source());
            case RegistryDecision.Reject reject -> rejected(reject);
        }
        if (pinned.isPresent()) {
            rolledBack(
                    pinned.get(),
                    before.map(Registry::version).orElse(pinned.get().overrides()));
        } else {
            rollback = "";
            if (before.isEmpty()) {
                lastGood(stay.stays());
            }
        }
        String lines = String.join(
                "\n", Stream.of(fault, rollback).filter(line -> !line.isEmpty()).toList());
        error = Optional.of(lines);
    }

    private void rolledBack(Pinned pinned, String from) {
        LastGood to = pinned.lastGood();
        String text = "rolled back to " + to + "; a change of services.yaml ends it";
        if (!rollback.equals(text)) {
            events.emit(Event.warn("registry_rolled_back")
                    .change(from, to.registry().version())
                    .reason(text));
        }
        rollback = text;
    }

    private void rejected(RegistryDecision.Reject reject) {
        String mistakes = reject.mistakes().errors().stream()
                .map(ConfigurationError::toString)
                .collect(Collectors.joining("\n"));
        String stays = "the last good registry " + reject.stays().registry().version() + " stays";
        fault(mistakes, Event.error("registry_rejected").reason(mistakes + "\n" + stays));
    }

    private void held(RegistryDecision.Hold hold, Path source) {
        String text = source + ": version " + hold.version() + " is held, because it lacks " + hold.loss()
                + " of what runs; if that is meant, set 'allow_shrink: true' in services.yaml, or run 'outrider render"
                + " --force'";
        fault(
                text,
                Event.warn("registry_held")
                        .change(hold.stays().registry().version(), hold.version())
                        .reason(text));
    }

    private void fault(String text, Event event) {
        if (!fault.equals(text)) {
            events.emit(event);
        }
        fault = text;
    }

    private void lastGood(LastGood serves) {
        events.emit(Event.warn("registry_last_good")
                .change("none", serves.registry().version())
                .reason("serving the last good registry " + serves + " until the files can be used"));
    }

    /**
     * Some settings are read once.
     *
     * @param startedWith what is in force of them
     * @param before what was last read
     */
    void settings(NodeSettings startedWith, NodeSettings before, NodeSettings now) {
        if (differ(before, now) && differ(startedWith, now)) {
            events.emit(Event.warn("restart_needed")
                    .reason("node, haproxy, api, otlp, events or state_dir changed in watcher.yaml: they take effect"
                            + " at the next start"));
        }
    }

    private static boolean differ(NodeSettings one, NodeSettings other) {
        return !other.haproxy().equals(one.haproxy())
                || !other.api().equals(one.api())
                || !other.otlp().equals(one.otlp())
                || !other.node().equals(one.node())
                || !other.events().equals(one.events())
                || !other.stateDir().equals(one.stateDir());
    }
}
