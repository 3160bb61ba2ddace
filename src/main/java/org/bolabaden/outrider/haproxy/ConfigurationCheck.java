package org.bolabaden.outrider.haproxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.render.OutputCheck;
import org.bolabaden.outrider.render.Proxy;
import org.bolabaden.outrider.render.Renderer;

/**
 * Has HAProxy itself judge its candidates: {@code haproxy -c} over all of them in one run. The user's own templates that
 * have a {@code validate} command are left to that.
 */
public final class ConfigurationCheck implements OutputCheck {
    /** Ample: 5,000 servers take 136 ms; a name that is looked up may hang. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private static final List<Path> USUAL = List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));
    // What a registry without services comes to; whoever has a stats socket or other files beside it does listen.
    private static final String NO_LISTENER = "has no error but will not start (no listener)";

    private final Commands commands;
    private final Duration limit;
    private final List<Path> programs;

    /**
     * A check.
     *
     * @param commands what runs it
     * @param limit for one run
     * @param program the HAProxy that judges; empty: that of the {@code PATH}, or of the usual directories of system programs
     */
    public ConfigurationCheck(Commands commands, Duration limit, Optional<Path> program) {
        this(
                commands,
                limit,
                program.map(List::of).orElseGet(() -> searchPath(System.getenv().getOrDefault("PATH", ""))));
    }

    private ConfigurationCheck(Commands commands, Duration limit, List<Path> programs) {
        this.commands = commands;
        this.limit = limit;
        this.programs = List.copyOf(programs);
    }

    /** Whether there is a HAProxy to judge with. */
    public boolean possible() {
        return program().isPresent();
    }

    private Optional<Path> program() {
        return programs.stream()
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static List<Path> searchPath(String path) {
        return Stream.concat(
                        Stream.of(path.split(":", -1))
                                .filter(part -> !part.isEmpty())
                                .map(Path::of),
                        USUAL.stream())
                .map(directory -> directory.resolve("haproxy"))
                .toList();
    }

    @Override
    public List<String> problems(List<Candidate> candidates) {
        List<Candidate> ours =
                candidates.stream().filter(ConfigurationCheck::isOurs).toList();
        if (ours.isEmpty()) {
            return List.of();
        }
        Optional<Path> program = program();
        if (program.isEmpty()) {
            ours = ours.stream()
                    .filter(candidate -> candidate.template().validate().isEmpty())
                    .toList();
        }
        if (ours.isEmpty()) {
            return List.of();
        }
        if (program.isEmpty()) {
            return List.of(ours.getFirst().template().output()
                    + ": cannot be checked, there is no program haproxy here: install haproxy, or give"
                    + " templates[].validate a command that checks the file where HAProxy runs");
        }
        return problems(program.get(), ours);
    }

    @Override
    public List<String> lost(String before, String after) {
        return Sections.lost(before, after);
    }

    private static boolean isOurs(Candidate candidate) {
        boolean judgedByCommand = !candidate.template().input().startsWith(Renderer.BUILTIN)
                && !candidate.template().validate().isEmpty();
        return candidate.proxy() == Proxy.HAPROXY && !judgedByCommand;
    }

    private List<String> problems(Path program, List<Candidate> candidates) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "-c"));
        Map<Path, Path> shown = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            words.addAll(List.of("-f", candidate.file().toString()));
            shown.put(candidate.file(), candidate.template().output());
        }
        String output =
                String.join(", ", shown.values().stream().map(Path::toString).toList());
        return switch (commands.run(words, Map.of(), limit)) {
            case Commands.Result.Ended ended
            when ended.exit() == 0 || ended.output().contains(NO_LISTENER) -> List.of();
            case Commands.Result.Ended ended -> faults(ended, output, shown);
            case Commands.Result.TimedOut timedOut ->
                List.of(output + ": " + program + " -c did not end within "
                        + timedOut.limit().toMillis() + " ms; a host name in it that is slow to resolve?");
            case Commands.Result.NotStarted failed ->
                List.of(output + ": cannot be checked, " + program + " does not start: " + failed.reason());
            case Commands.Result.Stopped stopped -> List.of(output + ": was not checked, since Outrider is stopping");
        };
    }

    private static List<String> faults(Commands.Result.Ended ended, String output, Map<Path, Path> shown) {
        List<String> said = ended.output().lines().toList();
        List<String> faults = HaproxyLog.faults(said, shown);
        return faults.isEmpty()
                ? List.of(output + ": haproxy -c ended with " + ended.exit() + ": "
                        + said.stream().reduce((first, last) -> last).orElse("it said nothing"))
                : faults;
    }
}
