package org.bolabaden.outrider.distribution;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.process.Commands.Result;

/** What a repository has in it, and what its server has git say. */
public final class HostileRepositories {
    private HostileRepositories() {}

    /** All of them. */
    public static List<Target> targets() {
        return List.of(
                Target.answering("git-tree", input -> {
                            Optional<String> fault = Tree.of(new String(input, StandardCharsets.UTF_8))
                                    .fault();
                            return fault.map(line -> Reading.refused(List.of(line)))
                                    .orElse(Reading.taken());
                        })
                        .by(new LinesGrammar(0, "\0")),
                Target.answering("git-said", input -> {
                            String output = new String(input, StandardCharsets.UTF_8);
                            return Reading.refused(List.of(Faults.line("git fetch", new Result.Ended(128, output))));
                        })
                        .by(new LinesGrammar(0, " ")));
    }
}
