package org.bolabaden.outrider.probe;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.tls.PemFiles;
import org.bolabaden.outrider.tls.PemFiles.Stamp;

/**
 * Whom checks trust, the authorities of a CA file and nobody else or the system's, and the client certificate that they
 * show. A file is looked at for each check and read anew when it has changed, so that a new authority counts at once; one
 * that cannot be read is a failure and never means the system's authorities instead.
 */
final class TrustContexts {
    // A resumed session is not verified again, so that an expired certificate would pass for a day.
    private static final int SESSION_SECONDS = 60;

    // More than any registry names; a registry that names new ones for ever must not fill the memory.
    private static final int MOST_FILES = 1_000;

    private final Supplier<SSLContext> system;
    private final Map<Needed, Loaded> loaded = new ConcurrentHashMap<>();

    private record Needed(Optional<Path> authorities, Optional<CheckTls.Credentials> credentials) {}

    private record Loaded(List<Stamp> stamps, SSLContext context) {}

    /**
     * Creates it.
     *
     * @param system gives the trust in the system's authorities
     */
    TrustContexts(Supplier<SSLContext> system) {
        this.system = system;
    }

    /**
     * The context; it may read files.
     *
     * @throws PemFiles.UnreadableException when one cannot be used
     */
    SSLContext of(TlsPeer peer) {
        Needed files = new Needed(peer.authorities(), peer.credentials());
        if (files.authorities.isEmpty() && files.credentials.isEmpty()) {
            return system.get();
        }
        try {
            List<Stamp> stamps = PemFiles.stamps(files.authorities, files.credentials);
            Loaded known = loaded.get(files);
            if (known != null && known.stamps().equals(stamps)) {
                return known.context();
            }
            if (loaded.size() >= MOST_FILES) {
                loaded.clear();
            }
            SSLContext context = read(files);
            loaded.put(files, new Loaded(stamps, context));
            return context;
        } catch (PemFiles.UnreadableException unusable) {
            loaded.remove(files);
            throw unusable;
        }
    }

    private static SSLContext read(Needed files) {
        TrustManager[] trust = files.authorities.map(PemFiles::authorities).orElse(null);
        KeyManager[] keys = files.credentials.map(PemFiles::credentials).orElse(null);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without managers of its own it has the system's.
            context.init(keys, trust, null);
            context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS on this machine", e);
        }
    }
}
