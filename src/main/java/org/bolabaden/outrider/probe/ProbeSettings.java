package org.bolabaden.outrider.probe;

import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What the engine needs to know besides the backends.
 *
 * @param maxConcurrent checks with an open connection at once; one beyond it is late, not failed; 1 to 65536
 * @param userAgent the {@code User-Agent} of HTTP checks, {@code outrider/1.0.0}
 * @param tls gives the trust for checks over TLS of services that name no authorities; asked for each connection, off the loop, so it may be slow once
 * @param namesHost whether a service's name is a host name (those of the {@code http} section are), which then is the
 *     {@code Host} of its checks; asked on the thread that calls the engine
 * @param node this node's name, told to checks that are commands
 */
public record ProbeSettings(
        int maxConcurrent,
        String userAgent,
        Supplier<SSLContext> tls,
        Predicate<ServiceName> namesHost,
        NodeName node) {
    public ProbeSettings {
        if (maxConcurrent < 1 || maxConcurrent > 65_536) {
            throw new IllegalArgumentException("maxConcurrent out of range: " + maxConcurrent + " (1 to 65536)");
        }
        if (!userAgent.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("not a User-Agent: '" + userAgent + "' (visible ASCII, no spaces)");
        }
    }
}
