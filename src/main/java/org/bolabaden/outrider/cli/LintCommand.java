package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider lint}: every mistake in the configuration, one a line. */
@Command(name = "lint", description = "Checks the configuration files and prints every mistake in them.")
final class LintCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Configuration directory, instead of --config")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print a JSON array of {file, line, column, message}")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        Path where = directory != null ? directory : Configured.directory(parent);
        List<ConfigurationError> errors = new ConfigurationDirectory(where, System.getenv()).lint();
        if (json) {
            terminal.out().println(toJson(errors));
        } else if (errors.isEmpty()) {
            terminal.out().println(where + ": " + terminal.good("no mistake found"));
        } else {
            errors.forEach(terminal.err()::println);
        }
        return errors.isEmpty() ? OutriderCommand.FINE : OutriderCommand.BAD_USAGE;
    }

    private static String toJson(List<ConfigurationError> errors) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (ConfigurationError error : errors) {
            array.addObject()
                    .put("file", error.file().toString())
                    .put("line", error.line())
                    .put("column", error.column())
                    .put("message", error.message());
        }
        return mapper.writeValueAsString(array);
    }
}
