package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** The user's own command that judges a candidate. */
final class Validation {
    private final Duration limit;

    Validation(Duration limit) {
        this.limit = limit;
    }

    /** What it says against the candidate; empty: nothing, or there is no such command. */
    List<String> problems(Candidate candidate) {
        Template template = candidate.template();
        if (template.validate().isEmpty()) {
            return List.of();
        }
        Map<String, String> environment = Map.of(
                "OUTRIDER_CANDIDATE", candidate.file().toString(),
                "OUTRIDER_OUTPUT", template.output().toString());
        String name = "validate (" + template.validate().getFirst() + ")";
        return switch (Commands.run(words(template, candidate.file()), environment, limit)) {
            case Commands.Result.Ended ended when ended.exit() == 0 -> List.of();
            case Commands.Result.Ended ended -> said(name + " ended with " + ended.exit(), ended.output());
            case Commands.Result.TimedOut late ->
                said(
                        name + " did not end within " + late.limit().toMillis() / 1e3 + " s and was killed",
                        late.output());
            case Commands.Result.NotStarted not -> List.of(name + " cannot be started: " + not.reason());
        };
    }

    /** The command with the candidate's path in the places that are meant for it. */
    static List<String> words(Template template, Path candidate) {
        String file = candidate.toString();
        List<String> words = new ArrayList<>();
        for (String word : template.validate()) {
            boolean program = words.isEmpty();
            boolean output = word.equals(template.output().toString());
            words.add(program ? word : output ? file : word.replace("%s", file).replace("{}", file));
        }
        return words;
    }

    private static List<String> said(String how, String output) {
        List<String> lines = new ArrayList<>(List.of(how));
        output.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return lines;
    }
}
