package org.bolabaden.outrider.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.LastGood;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.ShrinkGuard;
import org.bolabaden.outrider.render.Model;
import org.bolabaden.outrider.render.OutputStatus;
import org.bolabaden.outrider.render.Outputs;
import org.bolabaden.outrider.render.Preview;
import org.jspecify.annotations.Nullable;

/**
 * What a command makes of the configuration by itself: the plan of this moment and the outputs that follow from it.
 *
 * @param configured what the files say, or what was rolled back to
 * @param models what templates are filled in with
 */
record Offline(Configured configured, Function<Template, Model> models) {
    // What the outputs would report as events, the command prints as their states.
    private static final EventSink QUIET = event -> {};

    /**
     * What the sidecar would serve, were it started now.
     *
     * @param force take a registry however much of what ran before it takes away
     * @throws ConfigurationException when the files have mistakes
     * @throws IOException when the registry would be held
     */
    static Offline load(@Nullable OutriderCommand parent, boolean force) throws ConfigurationException, IOException {
        ConfigurationDirectory files = new ConfigurationDirectory(Configured.directory(parent), System.getenv());
        NodeSettings settings = files.settings();
        Registry registry = files.registry(settings);
        RegistryHistory history = new RegistryHistory(files, settings.stateDir(), QUIET);
        Optional<Registry> rolledBack = history.pinned(settings)
                .filter(pinned -> pinned.overrides().equals(registry.version()))
                .map(pinned -> pinned.lastGood().registry());
        if (rolledBack.isEmpty() && !force && !registry.allowShrink()) {
            requireBelievable(history.newest(settings), registry);
        }
        return of(new Configured(settings, rolledBack.orElse(registry)));
    }

    private static void requireBelievable(Optional<LastGood> before, Registry registry) throws IOException {
        Optional<ShrinkGuard.Loss> loss = before.flatMap(last -> ShrinkGuard.suspect(last.registry(), registry));
        if (loss.isPresent()) {
            throw new IOException("the registry would lose " + loss.get()
                    + "; if that is meant, say so: allow_shrink: true in services.yaml, or --force");
        }
    }

    static Offline of(Configured configured) throws IOException {
        SidecarClient sidecar = new SidecarClient(configured.settings());
        KnownVerdicts known = KnownVerdicts.ask(sidecar, configured.registry());
        Plan plan = known.plan(
                configured.settings(), configured.registry(), KnownDrains.ask(sidecar, configured.settings()));
        return new Offline(
                configured,
                Deliveries.models(configured.settings(), configured.registry().version(), plan));
    }

    List<Preview> previews() {
        return Deliveries.outputs(configured.settings(), QUIET)
                .preview(configured.settings().templates(), models);
    }

    Delivery delivery(Outputs.Mode mode) {
        return new Delivery(this, Deliveries.outputs(configured.settings(), QUIET), mode);
    }

    /** The rounds of a command's own outputs. */
    record Delivery(Offline offline, Outputs outputs, Outputs.Mode mode) {
        /** How they stand after the first one. */
        List<OutputStatus> first() {
            return round(mode);
        }

        /** How they stand once the validate commands that the last round did not wait for have ended. */
        List<OutputStatus> next() {
            outputs.awaitJudges();
            return round(Outputs.Mode.NORMAL);
        }

        private List<OutputStatus> round(Outputs.Mode with) {
            return outputs.apply(offline.configured.settings().templates(), offline.models, with);
        }
    }
}
