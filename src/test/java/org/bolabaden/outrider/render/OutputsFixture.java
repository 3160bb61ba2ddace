package org.bolabaden.outrider.render;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** A node's outputs in a directory, with reloads and checks that are recorded, and a clock that is set. */
final class OutputsFixture {
    /** Services and weights: the first are structure, the latter state. */
    static final String SOURCE =
            "{#for s in tcp}backend {s.name}\n{#for v in s.servers} weight {v.weight}\n{/for}{/for}";

    final Path directory;
    final Path stateDir;
    final List<Event> events = new ArrayList<>();
    final List<Template> reloaded = new ArrayList<>();
    final List<List<Candidate>> checked = new ArrayList<>();
    final List<Template> templates = new ArrayList<>();
    final Map<Proxy, OutputCheck> checks = new EnumMap<>(Proxy.class);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Reload.Outcome outcome = new Reload.Outcome.Live(Duration.ofMillis(7));
    boolean crash;
    List<String> missing = List.of();
    private final Reload haproxy = new Reload() {
        @Override
        public Outcome reload(Template template) {
            return OutputsFixture.this.reload(template);
        }

        @Override
        public List<String> missing(String text) {
            return missing;
        }
    };
    List<String> problems = List.of();
    Instant now = Instant.parse("2026-11-22T21:00:00Z");
    Duration limit = Duration.ofSeconds(10);
    RenderLimits rendering = RenderLimits.DEFAULT;
    Model model = TestModels.model(100, "redis");
    private Commands commands = new Commands();
    private Outputs outputs;

    OutputsFixture(Path directory) throws IOException {
        this.directory = directory;
        this.stateDir = directory.resolve("state/outputs");
        Files.createDirectories(directory.resolve("traefik"));
        checks.put(Proxy.TRAEFIK, this::check);
        checks.put(Proxy.HAPROXY, this::check);
        restart();
    }

    private List<String> check(List<Candidate> candidates) {
        checked.add(candidates);
        return problems;
    }

    /** As a new process. */
    void restart() {
        commands.close();
        commands = new Commands();
        outputs = new Outputs(
                new Renderer(rendering),
                new OutputStore(stateDir, events::add, () -> now),
                checks,
                Map.of(Proxy.HAPROXY, haproxy, Proxy.TRAEFIK, this::reload, Proxy.OTHER, this::reload),
                commands,
                events::add,
                new RenderMetrics(meters),
                () -> now,
                limit);
    }

    private Reload.Outcome reload(Template template) {
        reloaded.add(template);
        if (crash) {
            throw new IllegalStateException("crashed");
        }
        return outcome;
    }

    /** A user's own template for this output, which is HAProxy's by a name that ends in {@code .cfg}. */
    Template template(String output, String source) throws IOException {
        return template(output, source, List.of(), List.of());
    }

    Template template(String output, String source, List<String> validate, List<String> reload) throws IOException {
        Path input = directory.resolve(output.replace('/', '-') + ".tmpl");
        Files.writeString(input, source);
        return add(new Template(input.toString(), directory.resolve(output), validate, reload));
    }

    Template add(Template template) {
        templates.add(template);
        return template;
    }

    OutputStatus apply() {
        return all().getFirst();
    }

    List<OutputStatus> all() {
        return outputs.apply(templates, template -> model, Outputs.Mode.NORMAL);
    }

    /** What a round that breaks off would be blamed on. */
    String inHand() {
        return outputs.inHand().orElseThrow();
    }

    OutputStatus force() {
        return outputs.apply(templates, template -> model, Outputs.Mode.FORCE).getFirst();
    }

    List<Preview> preview() {
        return outputs.preview(templates, template -> model);
    }

    /** Waits for the judges that the last round did not wait for. */
    boolean awaitJudges() {
        return outputs.awaitJudges();
    }

    void whenJudged(Runnable round) {
        outputs.whenJudged(round);
    }

    /** As when the process is about to end. */
    void stop() {
        outputs.close();
    }

    /** The names of the events since the last time. */
    List<String> told() {
        List<String> names = events.stream().map(Event::name).toList();
        events.clear();
        return names;
    }

    String reason(String event) {
        return events.stream()
                .filter(one -> one.name().equals(event))
                .findFirst()
                .flatMap(Event::reason)
                .orElseThrow();
    }

    List<Path> history(Template template) {
        return new OutputStore(stateDir, events::add, () -> now).history(template.output());
    }

    void later(Duration time) {
        now = now.plus(time);
    }
}
