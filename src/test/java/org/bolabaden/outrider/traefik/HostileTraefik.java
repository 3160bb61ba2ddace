package org.bolabaden.outrider.traefik;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.hostile.YamlGrammar;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Candidate;

/** What Traefik tells of itself, and what others put beside our files for it. */
public final class HostileTraefik {
    private HostileTraefik() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve("traefik"));
        Path beside = Files.createDirectories(directory.resolve("beside"));
        Template template = new Template("builtin:traefik-http", directory.resolve("ours.yaml"), List.of(), List.of());
        Template other = new Template("builtin:traefik-http", beside.resolve("ours.yaml"), List.of(), List.of());
        String plain = Files.readString(Path.of("src/test/resources/corpus/traefik-file/plain.yaml"));
        return List.of(
                Target.answering(
                                "traefik-metrics",
                                input -> Reading.of(!TraefikCounters.read(text(input))
                                        .services()
                                        .isEmpty()))
                        .by(new LinesGrammar(0, "\"")),
                Target.answering(
                                "traefik-file",
                                input -> judged(new Candidate(template, template.output(), text(input))))
                        .by(new YamlGrammar()),
                Target.answering("traefik-sibling", input -> {
                            Files.write(beside.resolve("theirs.yml"), input);
                            return judged(new Candidate(other, other.output(), plain));
                        })
                        .by(new YamlGrammar()));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static Reading judged(Candidate candidate) {
        List<String> problems = new DynamicConfigurationCheck().problems(List.of(candidate));
        return problems.isEmpty() ? Reading.taken() : Reading.refused(problems);
    }
}
