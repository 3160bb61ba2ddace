package org.bolabaden.outrider.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code helm-free-deploy}. */
public final class Deployment {
    public static final Path RULES = of("prometheus/outrider.rules.yml");
    static final Path ALLOY = of("alloy/outrider.alloy");
    static final Path PROMTAIL = of("promtail/promtail.yaml");

    private Deployment() {}

    static Path of(String path) {
        return Path.of("helm-free-deploy").resolve(path);
    }

    /** What a file says. */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same, read as YAML. */
    static Object yaml(Path file) {
        return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text(file));
    }
}
