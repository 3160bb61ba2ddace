package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|FILE",
            description = "Configuration directory instead of --config, or a registry file instead of its own")
    private @Nullable Path given;

    @Option(names = "--json", description = "Print a JSON array of {file, line, column, message}")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        Path where = given != null ? given : Configured.directory(parent);
        List<ConfigurationError> errors = files(where).lint();
        if (json) {
            terminal.out().println(toJson(errors));
        } else if (errors.isEmpty()) {
            terminal.out().println(where + ": " + terminal.good("no mistake found"));
        } else {
            errors.forEach(terminal.err()::println);
        }
        return errors.isEmpty() ? OutriderCommand.FINE : OutriderCommand.BAD_USAGE;
    }

    private static ConfigurationDirectory files(Path where) {
        if (!Files.isRegularFile(where)) {
            return new ConfigurationDirectory(where, System.getenv());
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("OUTRIDER_SOURCE", where.toAbsolutePath().toString());
        return new ConfigurationDirectory(
                where.toAbsolutePath().resolveSibling("").normalize(), environment);
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
