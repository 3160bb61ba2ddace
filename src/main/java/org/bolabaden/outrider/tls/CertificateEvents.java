package org.bolabaden.outrider.tls;

import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/** What is told of certificates whose files changed. Pure. */
public final class CertificateEvents {
    private CertificateEvents() {}

    /**
     * The event, if there is one to tell.
     *
     * @param setting where the files are named, {@code api.tls} or {@code peers}
     */
    public static Optional<Event> of(String setting, FollowedFiles.Look look) {
        return switch (look) {
            case FollowedFiles.Look.Same same -> Optional.empty();
            case FollowedFiles.Look.Renewed renewed ->
                Optional.of(Event.info("certificate_renewed")
                        .reason(setting + ": the files were exchanged; they count from the next connection on"));
            case FollowedFiles.Look.Unusable unusable ->
                Optional.of(Event.warn("certificate_unusable")
                        .reason(setting + ": " + unusable.why() + "; goes on with what was read before"));
        };
    }
}
