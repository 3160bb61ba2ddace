package org.bolabaden.outrider.drain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;

/** Who is to be drained: as somebody names it, and as it is kept. */
public final class HostileDrains {
    private HostileDrains() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve("drain"));
        Files.copy(
                Path.of("src/test/resources/registry/good/services-design.yaml"), directory.resolve("services.yaml"));
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        Registry registry = files.registry(files.settings());
        return List.of(
                Target.refusing("drains-file", IOException.class, input -> {
                            Files.write(DrainFile.in(directory).path(), input);
                            OwnDrains own = DrainFile.in(directory).read(new NodeName("here"));
                            return Reading.of(!own.drains().all().isEmpty());
                        })
                        .by(new JsonGrammar()),
                Target.answering("drain-target", input -> find(registry, new String(input, StandardCharsets.UTF_8))));
    }

    private static Reading find(Registry registry, String text) {
        return switch (new Lookup(registry, Optional.empty()).find(text, Drains.NONE)) {
            case Lookup.Found found -> Reading.taken().telling(found.target().toString());
            case Lookup.Unknown unknown -> Reading.refused(List.of(unknown.message()));
            case Lookup.Ambiguous ambiguous -> Reading.refused(List.of(ambiguous.message()));
        };
    }
}
