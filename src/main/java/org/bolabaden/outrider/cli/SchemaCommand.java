package org.bolabaden.outrider.cli;

import org.bolabaden.outrider.registry.Schemas;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code outrider schema services}: the JSON Schema of a file, for editors. */
@Command(name = "schema", description = "Prints the JSON Schema of a configuration file, for editors.")
final class SchemaCommand implements Runnable {
    /** The files that have one. */
    enum File {
        services,
        watcher,
        distribution
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "${COMPLETION-CANDIDATES}")
    private File file = File.services;

    @Override
    public void run() {
        Terminal.of(spec).out().println(Schemas.of(file.name()).orElseThrow());
    }
}
