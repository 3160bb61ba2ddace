package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;

/** Templates that users write, and what is kept of what they made. */
public final class HostileTemplates {
    // Shorter than in production, so that a loop that is stopped costs the run no ten seconds.
    private static final RenderLimits LIMITS = new RenderLimits(1 << 20, Duration.ofMillis(100));

    private HostileTemplates() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("render"));
        Files.writeString(directory.resolve("part.tmpl"), "# part {version}\n{#include other /}\n");
        Model model = TestModels.model(100, "redis", "postgres");
        return List.of(
                Target.refusing("template", TemplateException.class, input -> {
                            Path file = Files.write(directory.resolve("t.tmpl"), input);
                            String text = new Renderer(LIMITS).render(file.toString(), model);
                            if (text.length() > LIMITS.bytes()) {
                                throw new IllegalStateException(text.length() + " characters, in spite of the limit");
                            }
                            return Reading.taken();
                        })
                        .by(new LinesGrammar(0, "{")),
                Target.refusing("output-record", IOException.class, input -> {
                            Path file = Files.write(directory.resolve("record.json"), input);
                            RecordFile.read(file);
                            return Reading.taken();
                        })
                        .by(new JsonGrammar()));
    }
}
