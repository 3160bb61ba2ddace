package org.bolabaden.outrider.otlp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.hostile.Told;
import org.bolabaden.outrider.observe.Event;

/** The file with a collector's headers, which are secret. */
public final class HostileHeaders {
    private HostileHeaders() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws Exception {
        Path file = Files.createDirectories(scratch.resolve("otlp")).resolve("headers");
        return List.of(Target.answering("otlp-headers", input -> {
                    Files.write(file, input);
                    List<Event> events = new ArrayList<>();
                    boolean any = !new Headers(file, events::add).read().isEmpty();
                    return Reading.of(any).telling(Told.by(events));
                })
                .keepingSecret());
    }
}
