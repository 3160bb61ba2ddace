package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration directory that a test writes; errors are shown relative to it. */
record ConfigurationFiles(Path directory, Map<String, String> environment) {
    ConfigurationFiles(Path directory) {
        this(directory, Map.of());
    }

    ConfigurationFiles with(String name, String... lines) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ConfigurationDirectory read() {
        return new ConfigurationDirectory(directory, environment);
    }

    Registry registry() throws ConfigurationException {
        return read().registry(read().settings());
    }

    Service service(String name) throws ConfigurationException {
        return registry().service(new ServiceName(name)).orElseThrow();
    }

    List<String> lint() {
        return read().lint().stream()
                .map(error -> error.toString().replace(directory + "/", ""))
                .toList();
    }
}
