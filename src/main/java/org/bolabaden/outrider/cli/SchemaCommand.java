package org.bolabaden.outrider.cli;

import org.bolabaden.outrider.observe.EventSchema;
import org.bolabaden.outrider.registry.Schemas;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code outrider schema services}: the JSON Schema of a file, for editors, or of a line of the event log. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of a configuration file, for editors, or of an event's line.")
final class SchemaCommand implements Runnable {
    /** What has one: the files, and a line of the event log. */
    enum File {
        services,
        watcher,
        distribution,
        event
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "${COMPLETION-CANDIDATES}")
    private File file = File.services;

    @Override
    public void run() {
        String schema = file == File.event
                ? EventSchema.text()
                : Schemas.of(file.name()).orElseThrow();
        Terminal.of(spec).out().println(schema);
    }
}
