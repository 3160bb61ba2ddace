package org.bolabaden.outrider.cli;

import java.nio.file.Path;
import java.util.Objects;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.jspecify.annotations.Nullable;

/**
 * A command's configuration, loaded whole.
 *
 * @param settings this node's
 * @param registry what all nodes share
 */
record Configured(NodeSettings settings, Registry registry) {
    /** Loads both from the directory that {@code --config} names. */
    static Configured load(@Nullable OutriderCommand parent) throws ConfigurationException {
        ConfigurationDirectory files = new ConfigurationDirectory(directory(parent), System.getenv());
        NodeSettings settings = files.settings();
        return new Configured(settings, files.registry(settings));
    }

    static Path directory(@Nullable OutriderCommand parent) {
        return Objects.requireNonNull(parent, "picocli sets it").config();
    }
}
