package org.bolabaden.outrider.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.bolabaden.outrider.haproxy.BindCheck;
import org.bolabaden.outrider.haproxy.ConfigurationCheck;
import org.bolabaden.outrider.haproxy.HaproxyMetrics;
import org.bolabaden.outrider.haproxy.HaproxyReload;
import org.bolabaden.outrider.haproxy.MasterSocket;
import org.bolabaden.outrider.haproxy.RuntimeApplier;
import org.bolabaden.outrider.haproxy.RuntimeSocket;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.render.Model;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.OutputCheck;
import org.bolabaden.outrider.render.OutputStore;
import org.bolabaden.outrider.render.Outputs;
import org.bolabaden.outrider.render.Proxy;
import org.bolabaden.outrider.render.Reload;
import org.bolabaden.outrider.render.RenderMetrics;
import org.bolabaden.outrider.render.Renderer;
import org.bolabaden.outrider.traefik.DynamicConfigurationCheck;

/** How outputs are made, the same in the sidecar and in commands. */
public final class Deliveries {
    // 3.x answers a reload once the new worker has started.
    private static final Duration MASTER_DEADLINE = HaproxyReload.DEFAULT_LIMIT;

    private Deliveries() {}

    /** Of the sidecar. */
    public static Outputs outputs(
            NodeSettings settings,
            Optional<RuntimeApplier> applier,
            EventSink events,
            RenderMetrics metrics,
            HaproxyMetrics haproxy) {
        Commands commands = new Commands();
        Reload reload = new HaproxyReload(
                settings.haproxy().socket().map(RuntimeSocket::new),
                settings.haproxy().masterSocket().map(socket -> new MasterSocket(socket, MASTER_DEADLINE)),
                applier,
                commands,
                outcome -> {
                    haproxy.reloaded(outcome);
                    if (outcome instanceof Reload.Outcome.Live live) {
                        events.emit(live.doubt()
                                .map(doubt ->
                                        Event.warn("haproxy_reload_unproven").reason(doubt))
                                .orElseGet(() -> Event.info("haproxy_reloaded"))
                                .took(live.took()));
                    }
                },
                HaproxyReload.DEFAULT_LIMIT);
        return new Outputs(
                new Renderer(),
                store(settings, events),
                Map.of(
                        Proxy.HAPROXY,
                        inTurn(configurationCheck(settings, commands), new BindCheck(() -> worker(applier))),
                        Proxy.TRAEFIK,
                        new DynamicConfigurationCheck()),
                Map.of(Proxy.HAPROXY, reload),
                commands,
                events,
                metrics);
    }

    /** Of a command. */
    static Outputs outputs(NodeSettings settings, EventSink events) {
        MeterRegistry nobody = new SimpleMeterRegistry();
        return endingWithUs(
                outputs(settings, Optional.empty(), events, new RenderMetrics(nobody), new HaproxyMetrics(nobody)));
    }

    /** A command that is stopped leaves none of the users' commands behind; the sidecar has a shutdown of its own. */
    private static Outputs endingWithUs(Outputs outputs) {
        Runtime.getRuntime().addShutdownHook(new Thread(outputs::close, "outputs-close"));
        return outputs;
    }

    /** Of a check on a machine that may lack what the files are for: without HAProxy its files go unjudged. */
    static Outputs forLint(NodeSettings settings) {
        Commands commands = new Commands();
        ConfigurationCheck haproxy = configurationCheck(settings, commands);
        Map<Proxy, OutputCheck> checks = new EnumMap<>(Proxy.class);
        checks.put(Proxy.TRAEFIK, new DynamicConfigurationCheck());
        if (haproxy.possible()) {
            checks.put(Proxy.HAPROXY, haproxy);
        }
        EventSink quiet = event -> {};
        return endingWithUs(new Outputs(
                new Renderer(),
                store(settings, quiet),
                checks,
                Map.of(),
                commands,
                quiet,
                new RenderMetrics(new SimpleMeterRegistry())));
    }

    /** What is no configuration is not worth binding. */
    private static OutputCheck inTurn(OutputCheck first, OutputCheck second) {
        return new OutputCheck() {
            @Override
            public List<String> problems(List<Candidate> candidates) {
                List<String> problems = first.problems(candidates);
                return problems.isEmpty() ? second.problems(candidates) : problems;
            }

            @Override
            public List<String> lost(String before, String after) {
                return first.lost(before, after);
            }
        };
    }

    private static OptionalLong worker(Optional<RuntimeApplier> applier) {
        return applier.flatMap(RuntimeApplier::actual).stream()
                .mapToLong(actual -> actual.worker().pid())
                .findFirst();
    }

    private static ConfigurationCheck configurationCheck(NodeSettings settings, Commands commands) {
        return new ConfigurationCheck(
                commands, ConfigurationCheck.DEFAULT_LIMIT, settings.haproxy().program());
    }

    private static OutputStore store(NodeSettings settings, EventSink events) {
        return new OutputStore(settings.stateDir().resolve("outputs"), events, InstantSource.system());
    }

    /** The model of each template: the first one for HAProxy has the {@code global} section. */
    public static Function<Template, Model> models(NodeSettings settings, String registryVersion, Plan plan) {
        Optional<Template> first = settings.templates().stream()
                .filter(template -> Proxy.of(template) == Proxy.HAPROXY)
                .findFirst();
        Model with = Models.of(Engines.version(), registryVersion, settings, plan, true);
        Model without = Models.of(Engines.version(), registryVersion, settings, plan, false);
        return template -> first.equals(Optional.of(template)) ? with : without;
    }
}
