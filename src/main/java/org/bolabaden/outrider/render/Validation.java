package org.bolabaden.outrider.render;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** The user's own command that judges a candidate. */
final class Validation {
    private final Commands commands;
    private final Duration limit;

    /**
     * Nothing runs yet.
     *
     * @param limit after which a command is killed
     */
    Validation(Commands commands, Duration limit) {
        this.commands = commands;
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /** Begins to judge, on a thread of its own: the candidate's file must stay until the verdict is there. */
    CompletableFuture<Verdict> begin(Candidate candidate) {
        if (candidate.template().validate().isEmpty()) {
            return CompletableFuture.completedFuture(new Verdict.Passed());
        }
        return CompletableFuture.supplyAsync(
                () -> judge(candidate),
                task -> Thread.ofVirtual().name("validate").start(task));
    }

    private Verdict judge(Candidate candidate) {
        Template template = candidate.template();
        Map<String, String> environment = Map.of(
                "OUTRIDER_CANDIDATE", candidate.file().toString(),
                "OUTRIDER_OUTPUT", template.output().toString());
        String name = "validate (" + template.validate().getFirst() + ")";
        return switch (commands.run(words(template, candidate.file()), environment, limit)) {
            case Commands.Result.Ended ended when ended.exit() == 0 -> new Verdict.Passed();
            case Commands.Result.Ended ended ->
                new Verdict.Refused(said(name + " ended with " + ended.exit(), ended.output(), candidate));
            case Commands.Result.TimedOut late ->
                new Verdict.Hung(said(
                        name + " did not end within " + late.limit().toMillis() / 1e3 + " s and was killed",
                        late.output(),
                        candidate));
            case Commands.Result.NotStarted not ->
                new Verdict.Refused(List.of(name + " cannot be started: " + not.reason()));
            case Commands.Result.Stopped stopped -> new Verdict.Unknown();
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

    private static List<String> said(String how, String output, Candidate candidate) {
        List<String> lines = new ArrayList<>(List.of(how));
        output.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        return Checking.settledPlaces(lines, List.of(candidate));
    }
}
