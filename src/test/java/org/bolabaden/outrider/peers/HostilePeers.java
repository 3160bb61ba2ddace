package org.bolabaden.outrider.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;

/** What other sidecars say, and what is kept of it. */
public final class HostilePeers {
    private HostilePeers() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("peers"));
        return List.of(
                Target.refusing("peer-answer", IllegalArgumentException.class, input -> told(LocalJson.read(input)))
                        .by(new JsonGrammar()),
                Target.refusing("peers-file", IOException.class, input -> {
                            Files.write(PeerFile.in(directory).path(), input);
                            return Reading.of(!PeerFile.in(directory).read().isEmpty());
                        })
                        .by(new JsonGrammar()));
    }

    /** What a peer's words are shown as, by the interface, the page and the commands. */
    public static Reading told(LocalView view) {
        List<String> lines = new ArrayList<>(
                List.of(view.software(), view.registry(), view.node().toString()));
        view.isolated().ifPresent(lines::add);
        view.drains().drains().all().forEach(drain -> drain.reason().ifPresent(lines::add));
        // It goes on to others as this node keeps it.
        LocalJson.read(LocalJson.write(view));
        return Reading.taken().telling(lines.subList(0, Math.min(lines.size(), 500)));
    }
}
