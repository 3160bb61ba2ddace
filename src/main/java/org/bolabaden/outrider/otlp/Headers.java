package org.bolabaden.outrider.otlp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.secret.SecretFile;

/** The headers that a receiver wants, read from their file at each delivery, so that a secret can be changed. */
final class Headers {
    private static final int LONGEST = 65_536;

    private final Path file;
    private final EventSink events;
    private final AtomicBoolean told = new AtomicBoolean();

    /** Those of a file with one {@code Name: value} a line. */
    Headers(Path file, EventSink events) {
        this.file = file;
        this.events = events;
    }

    /** All of them; none when the file cannot be read, which is told once. */
    Map<String, String> read() {
        Map<String, String> headers = new HashMap<>();
        try {
            for (String line : SecretFile.read(file, LONGEST).lines().toList()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
            told.set(false);
        } catch (IOException unreadable) {
            if (told.compareAndSet(false, true)) {
                events.emit(Event.warn("otlp_failed").reason("otlp.headers_file: " + unreadable.getMessage()));
            }
        }
        return headers;
    }
}
