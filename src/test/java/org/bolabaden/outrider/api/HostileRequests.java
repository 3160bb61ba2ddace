package org.bolabaden.outrider.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.GeneratedRegistries;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeName;

/** What comes in at the HTTP interface and at the agent-check, by anybody who reaches them. */
public final class HostileRequests {
    private HostileRequests() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve("api"));
        Files.copy(
                Path.of("src/test/resources/registry/good/services-design.yaml"), directory.resolve("services.yaml"));
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        Plan plan = GeneratedRegistries.plan(files.registry(files.settings()), 1);
        return List.of(
                Target.refusing("drain-request", IllegalArgumentException.class, HostileRequests::wish)
                        .by(new JsonGrammar()),
                Target.answering("agent-question", input -> agent(plan, text(input))),
                Target.answering("origin", HostileRequests::origin));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static Reading wish(byte[] input) throws IOException {
        DrainWish wish = DrainRequests.read(text(input));
        List<String> told = new ArrayList<>();
        wish.reason().ifPresent(told::add);
        return Reading.taken().telling(told);
    }

    /** An answer is one line: HAProxy reads words of it. */
    private static Reading agent(Plan plan, String question) {
        return AgentAnswer.to(question, new NodeName("node1.bolabaden.org"), plan, Drains.NONE)
                .map(line -> {
                    if (!line.endsWith("\n")) {
                        throw new IllegalStateException("an answer without an end: " + line);
                    }
                    return Reading.taken().telling(line.substring(0, line.length() - 1));
                })
                .orElse(Reading.of(false));
    }

    /** Three lines: the page's origin, the scheme of the request, and its Host header. */
    private static Reading origin(byte[] input) {
        String[] lines = text(input).split("\n", 3);
        boolean own = OwnOrigin.is(lines[0], lines.length > 1 ? lines[1] : null, lines.length > 2 ? lines[2] : null);
        return Reading.of(own | OwnOrigin.isLoopback(lines[0]));
    }
}
