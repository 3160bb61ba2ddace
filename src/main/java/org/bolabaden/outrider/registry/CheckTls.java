package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a check speaks TLS, apart from how the traffic does.
 *
 * @param wanted false: in the clear, although the traffic is not
 * @param ca a PEM file with the authorities that are trusted; empty: as for the traffic
 * @param serverName the name that is asked for (SNI) and that the certificate must have; empty: as for the traffic
 * @param credentials what we show of ourselves; empty: nothing
 */
public record CheckTls(
        boolean wanted, Optional<Path> ca, Optional<String> serverName, Optional<Credentials> credentials) {
    /** No TLS. */
    public static final CheckTls OFF = new CheckTls(false, Optional.empty(), Optional.empty(), Optional.empty());

    /** TLS, verified as for the traffic. */
    public static final CheckTls ON = new CheckTls(true, Optional.empty(), Optional.empty(), Optional.empty());

    public CheckTls {
        serverName.ifPresent(HostName::requireValid);
    }

    /**
     * A client certificate.
     *
     * @param certificate a PEM file with it and those that vouch for it
     * @param key a PEM file with its private key (PKCS#8 or PKCS#1, not encrypted); may be the same file
     */
    public record Credentials(Path certificate, Path key) {}
}
