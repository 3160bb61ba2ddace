package org.bolabaden.outrider;

import java.util.Optional;
import java.util.function.Supplier;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.LastGood;
import org.bolabaden.outrider.registry.LoadedRegistry;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Pinned;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ShrinkGuard;

/**
 * Whether what the files say may take effect. In every other case something that ran before stays: the generation that an
 * operator pinned, else what runs, else (at a start) the newest one on disk.
 */
sealed interface RegistryDecision {
    /** What the files say at one moment, with this node's settings. */
    sealed interface Reading {
        NodeSettings settings();

        /** A registry without a mistake. */
        record Good(NodeSettings settings, LoadedRegistry loaded) implements Reading {}

        /** Mistakes; the settings are the last good ones. */
        record Broken(NodeSettings settings, ConfigurationException mistakes) implements Reading {}
    }

    /** The files take effect, and a rollback is over. */
    record Take(Reading.Good reading) implements RegistryDecision {}

    /** Something that ran before serves. */
    sealed interface Stay extends RegistryDecision {
        LastGood stays();
    }

    /** The files say what an operator rolled back from. */
    record RolledBack(LastGood stays) implements Stay {}

    /**
     * The files would take away too much.
     *
     * @param version the files'
     */
    record Hold(LastGood stays, String version, ShrinkGuard.Loss loss) implements Stay {}

    /** The files have mistakes. */
    record Reject(LastGood stays, ConfigurationException mistakes) implements Stay {}

    /**
     * Decides.
     *
     * @param pinned what an operator rolled back to
     * @param before what ran before, asked for only when it matters
     * @param force whether a large loss is meant
     * @throws ConfigurationException when the files have mistakes and nothing ran before
     */
    static RegistryDecision of(
            Reading reading, Optional<Pinned> pinned, Supplier<Optional<LastGood>> before, boolean force)
            throws ConfigurationException {
        Supplier<Optional<LastGood>> last = () -> pinned.map(Pinned::lastGood).or(before);
        return switch (reading) {
            case Reading.Broken broken -> new Reject(last.get().orElseThrow(broken::mistakes), broken.mistakes());
            case Reading.Good good -> {
                Registry registry = good.loaded().registry();
                if (pinned.isPresent() && pinned.get().overrides().equals(registry.version())) {
                    yield new RolledBack(pinned.get().lastGood());
                }
                yield force || registry.allowShrink() ? new Take(good) : guarded(good, last.get());
            }
        };
    }

    private static RegistryDecision guarded(Reading.Good good, Optional<LastGood> before) {
        Registry registry = good.loaded().registry();
        return before.flatMap(ran -> ShrinkGuard.suspect(ran.registry(), registry)
                        .map(loss -> new Hold(ran, registry.version(), loss)))
                .<RegistryDecision>map(hold -> hold)
                .orElseGet(() -> new Take(good));
    }
}
