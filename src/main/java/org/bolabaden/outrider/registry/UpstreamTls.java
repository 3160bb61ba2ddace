package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the certificate of an {@code https} backend is verified, by the proxies and by the checks alike. There is no way to
 * skip the verification.
 *
 * @param ca a PEM file with the authorities that are trusted; empty: those of the system
 * @param serverName the name that is asked for (SNI) and that the certificate must have; empty: the URL's host
 */
public record UpstreamTls(Optional<Path> ca, Optional<String> serverName) {
    /** The system's authorities, the URL's host. */
    public static final UpstreamTls DEFAULT = new UpstreamTls(Optional.empty(), Optional.empty());

    public UpstreamTls {
        serverName.ifPresent(HostName::requireValid);
    }
}
