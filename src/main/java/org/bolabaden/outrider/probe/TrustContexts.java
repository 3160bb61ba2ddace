package org.bolabaden.outrider.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom checks trust: the authorities of a CA file and nobody else, or the system's. A file is looked at for each check and
 * read anew when it has changed, so that a new authority counts at once; one that cannot be read is a failure and never
 * means the system's authorities instead.
 */
final class TrustContexts {
    // Twenty times the bundle of a distribution.
    private static final long LARGEST = 4L * 1024 * 1024;

    // A resumed session is not verified again, so that an expired certificate would pass for a day.
    private static final int SESSION_SECONDS = 60;

    // More than any registry names; a registry that names new ones for ever must not fill the memory.
    private static final int MOST_FILES = 1_000;

    private final Supplier<SSLContext> system;
    private final Map<Path, Loaded> loaded = new ConcurrentHashMap<>();

    private record Stamp(FileTime modified, long size, Object key) {}

    private record Loaded(Stamp stamp, SSLContext context) {}

    /** A CA file that is missing, not readable, or holds no certificate. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Path file, Exception cause) {
            super(file + ": " + cause.getMessage());
        }
    }

    /**
     * Creates it.
     *
     * @param system gives the trust in the system's authorities
     */
    TrustContexts(Supplier<SSLContext> system) {
        this.system = system;
    }

    /**
     * The context; it may read a file.
     *
     * @throws UnreadableException when the file cannot be used
     */
    SSLContext of(Optional<Path> authorities) {
        return authorities.map(this::ofFile).orElseGet(system);
    }

    private SSLContext ofFile(Path file) {
        try {
            Stamp stamp = stamp(file);
            Loaded known = loaded.get(file);
            if (known != null && known.stamp().equals(stamp)) {
                return known.context();
            }
            if (loaded.size() >= MOST_FILES) {
                loaded.clear();
            }
            SSLContext context = read(file);
            loaded.put(file, new Loaded(stamp, context));
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            loaded.remove(file);
            throw new UnreadableException(file, unusable);
        }
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
            throw new IOException("not a file of certificates");
        }
        return new Stamp(
                attributes.lastModifiedTime(), attributes.size(), Objects.requireNonNullElse(attributes.fileKey(), ""));
    }

    private static SSLContext read(Path file) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        for (Certificate authority : x509.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            authorities.setCertificateEntry(Integer.toString(authorities.size()), authority);
        }
        if (authorities.size() == 0) {
            throw new IOException("no certificate in it");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }
}
