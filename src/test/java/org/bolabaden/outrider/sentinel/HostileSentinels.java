package org.bolabaden.outrider.sentinel;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.LinesGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;

/** What sentinels publish and answer, what Redis servers answer to ROLE and INFO, and what is remembered of both. */
public final class HostileSentinels {
    private HostileSentinels() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("sentinel"));
        return List.of(
                Target.answering("sentinel-events", HostileSentinels::event).by(new LinesGrammar(1, " ")),
                Target.answering("sentinel-answers", HostileSentinels::answers).by(new LinesGrammar(0, " ")),
                Target.refusing("primaries-file", IOException.class, input -> {
                            Path file = Files.write(PrimaryMemory.in(directory), input);
                            return Reading.of(
                                    !PrimaryMemory.read(file).services().isEmpty());
                        })
                        .by(new JsonGrammar()));
    }

    /** The channel is the first line, the payload all that comes after it. */
    private static Reading event(byte[] input) {
        String text = Buffer.buffer(input).toString(StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String channel = end < 0 ? text : text.substring(0, end);
        Optional<SentinelEvent> event = SentinelEvents.parse(channel, text.substring(end + 1));
        return Reading.of(event.isPresent());
    }

    /** A word a line: what all kinds of answers are when the client has taken them apart. */
    private static Reading answers(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        List<String> words = List.of(text.split("\n", -1));
        Optional<RedisRole> role = Answers.role(words);
        Optional<Boolean> tilt = Answers.tilt(text);
        Optional<MinReplicas> least = Answers.minReplicas(words);
        List<java.util.Map<String, String>> several = new ArrayList<>();
        for (int from = 0; from < words.size(); from += 10) {
            several.add(Answers.pairs(words.subList(from, Math.min(words.size(), from + 10))));
        }
        int others = Answers.others(several).size();
        Optional<MasterView> master = Answers.master(Answers.pairs(words), words.subList(0, Math.min(2, words.size())));
        return Reading.of(
                role.isPresent() || tilt.isPresent() || least.isPresent() || master.isPresent() || others > 0);
    }
}
