package org.bolabaden.outrider;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.SecretPaths;
import org.bolabaden.outrider.secret.SecretFile;

/** Tells of secrets that anybody on this machine can read; each file once, until it is kept better. */
final class SecretNotices {
    private final EventSink events;
    private Set<Path> told = Set.of();

    SecretNotices(EventSink events) {
        this.events = events;
    }

    /** Looks at all that the files name now. */
    synchronized void look(RegistryStage.Running running) {
        Map<String, Path> paths = SecretPaths.of(running.settings(), running.registry());
        Set<Path> exposed = new TreeSet<>();
        paths.forEach((setting, file) -> {
            if (SecretFile.isExposed(file)) {
                exposed.add(file);
                if (!told.contains(file)) {
                    events.emit(Event.warn("secret_exposed")
                            .reason(setting + ": " + file
                                    + " can be read by everybody on this machine; it is used all the"
                                    + " same, expected chmod o-r"));
                }
            }
        });
        told = Set.copyOf(exposed);
    }
}
