package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bolabaden.outrider.registry.ConfigurationException;
import picocli.CommandLine;

/** Takes the arguments, runs the command they name, and turns every failure into one line and an exit code. */
public final class CommandLineInterface {
    private CommandLineInterface() {}

    /** The exit code: 0 fine, 1 unhealthy, 2 bad usage or configuration. */
    public static int execute(String... args) {
        CommandLine line = new CommandLine(new OutriderCommand());
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            String message = message(failure);
            command.getErr().println(message);
            if (wantsJson(parsed)) {
                command.getOut().println(JsonNodeFactory.instance.objectNode().put("error", message));
            }
            return OutriderCommand.BAD_USAGE;
        });
        return line.execute(withCommand(line, args));
    }

    // "outrider" and "outrider --config DIR" are "outrider run" and "outrider run --config DIR".
    private static String[] withCommand(CommandLine line, String[] args) {
        List<String> words = Arrays.asList(args);
        boolean named = words.stream().anyMatch(line.getSubcommands()::containsKey);
        boolean asksForHelp = words.stream().anyMatch(List.of("-h", "--help", "-V", "--version")::contains);
        boolean flagsOnly = words.isEmpty() || words.getFirst().startsWith("-");
        if (named || asksForHelp || !flagsOnly) {
            return args;
        }
        String[] run = new String[args.length + 1];
        run[0] = "run";
        System.arraycopy(args, 0, run, 1, args.length);
        return run;
    }

    /** Who reads JSON reads standard output, and shall find there why it is not what was asked for. */
    private static boolean wantsJson(CommandLine.ParseResult parsed) {
        return parsed.hasMatchedOption("--json")
                || parsed.subcommands().stream().anyMatch(CommandLineInterface::wantsJson);
    }

    private static String message(Exception failure) {
        if (failure instanceof ConfigurationException mistakes) {
            return String.valueOf(mistakes.getMessage());
        }
        String text = failure.getMessage();
        return "outrider: " + (text == null ? failure.getClass().getSimpleName() : text);
    }
}
