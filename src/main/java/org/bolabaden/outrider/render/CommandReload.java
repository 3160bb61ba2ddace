package org.bolabaden.outrider.render;

import java.time.Duration;
import java.util.Map;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Reloads by the user's command alone: that it ends with 0 is all the proof there is. */
public final class CommandReload implements Reload {
    private final Commands commands;
    private final Duration limit;

    /**
     * Nothing runs yet.
     *
     * @param commands what runs them
     * @param limit after which the command is killed, with all it started
     */
    public CommandReload(Commands commands, Duration limit) {
        this.commands = commands;
        this.limit = limit;
    }

    @Override
    public Outcome reload(Template template) {
        if (template.reload().isEmpty()) {
            return new Outcome.Idle("no reload command is configured", true);
        }
        String name = "the reload command " + template.reload().getFirst();
        long start = System.nanoTime();
        Map<String, String> environment =
                Map.of("OUTRIDER_OUTPUT", template.output().toString());
        return switch (commands.run(template.reload(), environment, limit)) {
            case Commands.Result.Ended ended
            when ended.exit() == 0 -> new Outcome.Live(Duration.ofNanos(System.nanoTime() - start));
            case Commands.Result.Ended ended ->
                new Outcome.Failed(Failures.line(name + " ended with " + ended.exit() + suffix(ended.output())));
            case Commands.Result.TimedOut late ->
                new Outcome.Failed(Failures.line(name + " did not end within "
                        + late.limit().toMillis() / 1e3 + " s and was killed" + suffix(late.output())));
            case Commands.Result.NotStarted not ->
                new Outcome.Failed(Failures.line(name + " cannot be started: " + not.reason()));
            case Commands.Result.Stopped stopped -> new Outcome.Cut();
        };
    }

    private static String suffix(String output) {
        return output.isBlank() ? "" : ": " + output;
    }
}
