package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.Advice;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationError;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.SecretPaths;
import org.bolabaden.outrider.render.MissingPrograms;
import org.bolabaden.outrider.render.Renderer;
import org.bolabaden.outrider.secret.SecretFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outrider lint}: every mistake in the configuration, one a line. What is no mistake but worth knowing is a line that
 * begins with {@code warning:}, on standard error, and changes neither the exit code nor the JSON.
 */
@Command(name = "lint", description = "Checks the configuration files and prints every mistake in them.")
final class LintCommand implements Callable<Integer> {
    private static final Pattern PLACE = Pattern.compile("([^:]+):([0-9]{1,9})(?::([0-9]{1,9}))?: (.*)");

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
        ConfigurationDirectory files = files(where);
        List<ConfigurationError> errors = new ArrayList<>(files.lint());
        if (errors.isEmpty()) {
            errors.addAll(outputs(terminal, where, files));
        }
        if (json) {
            terminal.out().println(toJson(errors));
        } else if (errors.isEmpty()) {
            terminal.out().println(where + ": " + terminal.good("no mistake found"));
        } else {
            errors.forEach(terminal.err()::println);
        }
        return errors.isEmpty() ? OutriderCommand.FINE : OutriderCommand.BAD_USAGE;
    }

    /** What is wrong with the files that would be rendered, as far as this machine can tell. */
    private static List<ConfigurationError> outputs(Terminal terminal, Path where, ConfigurationDirectory files)
            throws Exception {
        NodeSettings settings = files.settings();
        if (!files.isFetched(settings)) {
            terminal.err()
                    .println("warning: the registry is not judged: no commit was fetched yet, 'outrider run' does");
            return List.of();
        }
        List<Template> templates = settings.templates().stream()
                .filter(template -> isHere(terminal, where, template))
                .toList();
        MissingPrograms.of(settings.templates(), System.getenv().getOrDefault("PATH", ""))
                .forEach(terminal.err()::println);
        Registry registry = files.registry(settings);
        Advice.of(settings, registry).forEach(line -> terminal.err().println("warning: " + line));
        SecretPaths.of(settings, registry).forEach((setting, file) -> look(terminal, setting, file));
        files.conflicts()
                .forEach(copy -> terminal.err()
                        .println("warning: " + copy
                                + " was set aside by Syncthing, and is not read: two nodes changed the"
                                + " same file; put together what belongs together, and delete it"));
        Plan plan = KnownVerdicts.of(registry, Optional.empty()).plan(settings, registry, Drains.NONE);
        return Deliveries.forLint(settings)
                .preview(templates, Deliveries.models(settings, registry.version(), plan))
                .stream()
                .flatMap(preview -> preview.problems().stream()
                        .map(problem -> located(preview.template().output(), problem)))
                .toList();
    }

    /** What lies outside of the configuration may be on the node and not where it is checked. */
    private static boolean isHere(Terminal terminal, Path where, Template template) {
        Path input = Path.of(template.input());
        boolean here = template.input().startsWith(Renderer.BUILTIN)
                || Files.exists(input)
                || input.toAbsolutePath().startsWith(home(where));
        if (!here) {
            terminal.err().println(input + ": not judged, because it is not on this machine");
        }
        return here;
    }

    private static Path home(Path where) {
        Path absolute = where.toAbsolutePath();
        return Files.isRegularFile(absolute) ? absolute.resolveSibling("").normalize() : absolute;
    }

    private static ConfigurationError located(Path output, String problem) {
        Matcher place = PLACE.matcher(problem);
        return place.matches()
                ? new ConfigurationError(
                        Path.of(place.group(1)),
                        Integer.parseInt(place.group(2)),
                        place.group(3) == null ? 1 : Integer.parseInt(place.group(3)),
                        place.group(4))
                : new ConfigurationError(output, 1, 1, problem);
    }

    private static ConfigurationDirectory files(Path where) {
        return Files.isRegularFile(where)
                ? ConfigurationDirectory.ofFile(where, System.getenv())
                : new ConfigurationDirectory(where, System.getenv());
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

    private static void look(Terminal terminal, String setting, Path file) {
        try {
            SecretFile.requireKept(file);
            if (SecretFile.isExposed(file)) {
                terminal.err()
                        .println("warning: " + setting + ": " + file
                                + " can be read by everybody on this machine; expected chmod o-r");
            }
        } catch (NoSuchFileException | AccessDeniedException elsewhere) {
            // Files are checked on other machines and by other users too, who have no secrets.
            return;
        } catch (IOException exchangeable) {
            terminal.err().println("warning: " + setting + ": " + exchangeable.getMessage());
        }
    }
}
