package org.bolabaden.outrider.notify.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.hostile.Hostile;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.registry.Receiver.Address;

/** What the receivers of notifications answer, and the files that say who they are. */
public final class HostileReceivers {
    private HostileReceivers() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("notify"));
        Path own = Files.writeString(directory.resolve("token"), Hostile.SECRET + "\n");
        return List.of(
                Target.answering("receiver", input -> answered(own, input))
                        .by(new JsonGrammar())
                        .keepingSecret(),
                Target.refusing("receiver-file", IOException.class, input -> {
                            Path file = Files.write(directory.resolve("url"), input);
                            new SecretFiles().url(new Address.InFile(file));
                            return Reading.taken();
                        })
                        .keepingSecret());
    }

    private static Reading answered(Path token, byte[] input) throws IOException {
        SecretFiles secrets = new SecretFiles();
        secrets.secret(token);
        String body = new String(input, StandardCharsets.UTF_8);
        int status = List.of(200, 302, 429, 500, 403, 429).get(input.length % 6);
        HttpPost.Answer answer = new HttpPost.Answer(status, body.lines().findFirst(), body);
        return switch (HttpPost.judge(answer)) {
            case Outcome.Delivered taken -> Reading.taken().telling(Courier.told(taken.words(), secrets));
            case Outcome.Failed failed -> Reading.refused(List.of(Courier.told(failed.words(), secrets)));
        };
    }
}
