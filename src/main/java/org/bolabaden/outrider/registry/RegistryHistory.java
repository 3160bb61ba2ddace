package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.GenerationStore.Stored;

/**
 * The registries that took effect, kept on disk: what a start with broken files falls back on, and what an operator rolls
 * back to.
 *
 * <p>It remembers nothing between calls but what it complained about: another process may pin a generation at any time. A
 * generation belongs to the configuration directory that it was loaded from, so that a sidecar never serves what
 * another one on the same machine, with the same {@code state_dir}, was told. One process at a time may {@link #keep}.
 */
public final class RegistryHistory {
    /** How many generations are kept, the one that runs included. */
    public static final int KEPT = 10;

    private static final String NOT_WRITTEN = "state_not_written";
    private static final String UNREADABLE = "state_unreadable";
    private static final String LOST_PIN = "a rollback that is in force stays so, a start goes on without it; delete"
            + " pinned.json to end it, or roll back again";

    private final ConfigurationDirectory files;
    private final GenerationStore store;
    private final EventSink events;
    private final Map<String, String> complaints = new ConcurrentHashMap<>();
    // Of whoever keeps.
    private Optional<Unkept> unkept = Optional.empty();

    /** What took effect, and the disk did not take. */
    private record Unkept(LoadedRegistry loaded, Instant since) {}

    /**
     * Names the directory; nothing is read or written yet.
     *
     * @param files load what is kept
     * @param stateDir {@link NodeSettings#stateDir}; the history is its subdirectory {@code registry}
     * @param events hears, once for each fault, of {@code state_not_written} and {@code state_unreadable}
     */
    public RegistryHistory(ConfigurationDirectory files, Path stateDir, EventSink events) {
        this.files = files;
        this.store = new GenerationStore(stateDir.resolve("registry"));
        this.events = events;
    }

    /** The file by which another process pins a generation: a change of it calls for a new load. */
    public Path pinFile() {
        return store.directory().resolve("pinned.json");
    }

    /**
     * Keeps a registry that took effect, unless the newest generation is of its version, and forgets the oldest ones. A
     * disk that refuses costs the memory and nothing else.
     */
    public void keep(LoadedRegistry loaded, Instant since) {
        try {
            List<Stored> own = own();
            if (own.isEmpty()
                    || !own.getFirst().version().equals(loaded.registry().version())) {
                store.add(loaded, since, files.location());
                forget();
            }
            unkept = Optional.empty();
            if (complaints.remove(NOT_WRITTEN) != null) {
                events.emit(Event.info("state_written")
                        .reason(store.directory() + ": the disk takes it again, and has what runs"));
            }
        } catch (IOException refused) {
            unkept = Optional.of(new Unkept(loaded, since));
            complain(NOT_WRITTEN, refused, "a start with broken files does not have this registry to fall back on");
        }
    }

    /** Keeps what the disk refused, if it did; called as {@link #keep} is. */
    public void catchUp() {
        unkept.ifPresent(missing -> keep(missing.loaded(), missing.since()));
    }

    /** What is kept, the newest first; empty when nothing is, or when it cannot be read. */
    public List<Generation> generations() {
        List<Stored> own = readable();
        int pinned = pin().map(pin -> indexOf(own, pin)).orElse(-1);
        return IntStream.range(0, own.size())
                .mapToObj(i -> generation(own.get(i), i == Math.max(0, pinned), i == pinned))
                .toList();
    }

    /**
     * The newest generation that can still be loaded.
     *
     * @param settings say who this node is
     */
    public Optional<LastGood> newest(NodeSettings settings) {
        return readable().stream()
                .flatMap(stored -> load(stored, settings).stream())
                .findFirst();
    }

    /** The generation that was rolled back to, while one is. */
    public Optional<Pinned> pinned(NodeSettings settings) {
        return pin().flatMap(pin ->
                find(pin).flatMap(stored -> load(stored, settings)).map(last -> new Pinned(last, pin.overrides())));
    }

    private Optional<Stored> find(Pin pin) {
        Optional<Stored> found = readable().stream()
                .filter(stored -> stored.number() == pin.generation())
                .findFirst();
        if (found.isEmpty()) {
            IOException gone = new IOException("the pinned generation " + pin.generation() + " is not there");
            complain(UNREADABLE, gone, LOST_PIN);
        }
        return found;
    }

    /**
     * Pins an older generation. The sidecar serves it within a second and until services.yaml changes, also over a
     * restart; a rollback from a pinned one goes on from there.
     *
     * @param steps how far back from the one that runs; 1 is the previous one
     * @param settings say who this node is
     * @return the one that is pinned now
     * @throws RollbackException when there is none that far back, it cannot be loaded any more, or the pin cannot be
     *     written; nothing is pinned then
     */
    public Generation rollback(int steps, NodeSettings settings) throws RollbackException {
        List<Stored> own = readable();
        Optional<Pin> before = pin().filter(pin -> indexOf(own, pin) >= 0);
        int current = before.map(pin -> indexOf(own, pin)).orElse(0);
        int older = Math.max(0, own.size() - 1 - current);
        if (steps < 1 || steps > older) {
            String kept = own.isEmpty() ? "none is kept" : "it is " + generation(own.get(current), true, false);
            throw new RollbackException("%s: no registry %d steps before the one that runs: %s, with %d older ones"
                    .formatted(store.directory(), steps, kept, older));
        }
        Stored target = own.get(current + steps);
        if (load(target, settings).isEmpty()) {
            throw new RollbackException(target.at()
                    + ": is damaged, so nothing was changed; 'outrider rollback --list' shows" + " what else is kept");
        }
        String overrides = before.map(Pin::overrides).orElse(own.getFirst().version());
        try {
            new Pin(target.number(), overrides).write(pinFile());
        } catch (IOException refused) {
            throw new RollbackException(pinFile() + ": cannot be written: " + reason(refused)
                    + "; run this as the sidecar's user, and see that the disk has room");
        }
        return generation(target, true, true);
    }

    /** Whether a rollback is written down, though it may be unreadable by now. */
    public boolean hasPin() {
        return Files.exists(pinFile());
    }

    /** Ends a rollback, if there is one: the files count again. */
    public void unpin() {
        try {
            Files.deleteIfExists(pinFile());
        } catch (IOException refused) {
            complain(NOT_WRITTEN, refused, "the rollback comes back when services.yaml is as it was then");
        }
    }

    private Optional<Pin> pin() {
        try {
            return Pin.read(pinFile());
        } catch (IOException damaged) {
            complain(UNREADABLE, damaged, LOST_PIN);
            return Optional.empty();
        }
    }

    private Optional<LastGood> load(Stored stored, NodeSettings settings) {
        try {
            Registry registry = files.registryOf(stored.at().resolve(stored.source()), settings);
            if (registry.version().equals(stored.version())) {
                return Optional.of(new LastGood(registry, stored.since()));
            }
            complain(UNREADABLE, new IOException(stored.at() + " was changed"), "passing over it");
        } catch (ConfigurationException damaged) {
            complain(UNREADABLE, new IOException(damaged.getMessage()), "passing over it");
        }
        return Optional.empty();
    }

    private List<Stored> readable() {
        try {
            return own();
        } catch (IOException unreadable) {
            complain(UNREADABLE, unreadable, "going on without the registries that ran before");
            return List.of();
        }
    }

    private List<Stored> own() throws IOException {
        return store.list().stream()
                .filter(stored -> stored.configuration().equals(files.location()))
                .toList();
    }

    private void forget() throws IOException {
        List<Stored> all = new ArrayList<>(store.list());
        int pinned = pin().map(Pin::generation).orElse(0);
        for (Stored old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            if (old.number() != pinned) {
                store.remove(old);
            }
        }
    }

    private void complain(String event, IOException fault, String consequence) {
        String text = store.directory() + ": " + reason(fault) + "; " + consequence;
        if (!text.equals(complaints.put(event, text))) {
            events.emit(Event.warn(event).reason(text));
        }
    }

    private static String reason(IOException fault) {
        return fault.getClass() == IOException.class
                ? String.valueOf(fault.getMessage())
                : fault.getClass().getSimpleName();
    }

    private static int indexOf(List<Stored> own, Pin pin) {
        return IntStream.range(0, own.size())
                .filter(i -> own.get(i).number() == pin.generation())
                .findFirst()
                .orElse(-1);
    }

    private static Generation generation(Stored stored, boolean current, boolean pinned) {
        return new Generation(stored.number(), stored.version(), stored.since(), current, pinned);
    }
}
