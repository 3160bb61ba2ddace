package org.bolabaden.outrider.cli;

import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.bolabaden.outrider.probe.ProbeSettings;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Section;

/** How every engine of this program is set: in the sidecar, and in commands that check once. */
public final class Engines {
    private Engines() {}

    /**
     * The settings.
     *
     * @param node who this node is
     * @param registry tells which services are known by host name; asked when backends are handed over
     */
    public static ProbeSettings settings(NodeName node, Supplier<Registry> registry, int maxConcurrent) {
        return new ProbeSettings(
                Math.max(1, maxConcurrent),
                "outrider/" + VersionCommand.version(),
                Engines::systemTrust,
                name -> registry.get()
                        .service(name)
                        .map(service -> service.section() == Section.HTTP)
                        .orElse(false),
                node);
    }

    /** The program's version, as the build wrote it down. */
    public static String version() {
        return VersionCommand.version();
    }

    private static SSLContext systemTrust() {
        try {
            SSLContext trust = SSLContext.getDefault();
            // A resumed session is not verified again, so that an expired certificate would pass for a day.
            trust.getClientSessionContext().setSessionTimeout(60);
            return trust;
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no TLS", missing);
        }
    }
}
