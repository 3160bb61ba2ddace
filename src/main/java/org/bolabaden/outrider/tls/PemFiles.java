package org.bolabaden.outrider.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.secret.SecretFile;

/** Certificates and keys from PEM files. */
public final class PemFiles {
    // Twenty times the bundle of a distribution.
    private static final long LARGEST = 4L * 1024 * 1024;

    // Of a key store that exists for the length of a call.
    private static final char[] NO_PASSWORD = {};

    private PemFiles() {}

    /** How a file looks from outside; the same while it is the same. */
    public record Stamp(FileTime modified, long size, Object key) {}

    /** What a file was needed for. */
    public enum Purpose {
        AUTHORITIES("ca_unreadable"),
        CREDENTIALS("certificate_unreadable");

        private final String word;

        Purpose(String word) {
            this.word = word;
        }
    }

    /** A file that is missing, not readable, or does not hold what it should. */
    public static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Purpose purpose;

        UnreadableException(Purpose purpose, Path file, Exception cause) {
            super(file + ": " + words(cause));
            this.purpose = purpose;
        }

        // The message of these is the path alone.
        private static String words(Exception cause) {
            return switch (cause) {
                case NoSuchFileException missing -> "no such file";
                case AccessDeniedException denied -> "may not be read by this user";
                case UnusablePemException ours -> String.valueOf(ours.getMessage());
                // Not its words, which may repeat what is in the file.
                default -> cause.getClass().getSimpleName();
            };
        }

        /** The detail of a failed check. */
        public String word() {
            return purpose.word;
        }
    }

    /** The files' present stamps. */
    public static List<Stamp> stamps(Optional<Path> authorities, Optional<CheckTls.Credentials> credentials) {
        return Stream.concat(
                        authorities.stream().map(file -> stamp(Purpose.AUTHORITIES, file)),
                        credentials.stream()
                                .flatMap(both -> Stream.of(both.certificate(), both.key()))
                                .map(file -> stamp(Purpose.CREDENTIALS, file)))
                .toList();
    }

    /** Trusts those in the file, and nobody else. */
    public static TrustManager[] authorities(Path file) {
        try {
            KeyStore authorities = empty();
            for (Certificate authority : certificates(file)) {
                authorities.setCertificateEntry(Integer.toString(authorities.size()), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new UnreadableException(Purpose.AUTHORITIES, file, unusable);
        }
    }

    /** Shows that certificate. */
    public static KeyManager[] credentials(CheckTls.Credentials files) {
        return credentials(files, "client");
    }

    /** The same, under a name that tells it from others. */
    static KeyManager[] credentials(CheckTls.Credentials files, String alias) {
        try {
            KeyStore store = empty();
            Certificate[] chain = certificates(files.certificate()).toArray(Certificate[]::new);
            store.setKeyEntry(alias, key(files.key()), NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new UnreadableException(Purpose.CREDENTIALS, files.certificate(), unusable);
        }
    }

    /** The certificates in a file, that of whom it is about first. */
    static List<X509Certificate> chain(Path file) {
        try {
            return certificates(file).stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new UnreadableException(Purpose.CREDENTIALS, file, unusable);
        }
    }

    private static Stamp stamp(Purpose purpose, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                throw new IOException("not a PEM file");
            }
            Object key = Objects.requireNonNullElse(attributes.fileKey(), "");
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), key);
        } catch (IOException unusable) {
            throw new UnreadableException(purpose, file, unusable);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        List<Certificate> found = new ArrayList<>();
        // A file may hold the key besides.
        for (String part : Files.readString(file, StandardCharsets.ISO_8859_1).split("(?=-----BEGIN )", -1)) {
            if (part.startsWith("-----BEGIN CERTIFICATE-----")) {
                byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
                found.add(x509.generateCertificate(new ByteArrayInputStream(bytes)));
            }
        }
        if (found.isEmpty()) {
            throw new UnusablePemException("no certificate in it");
        }
        return found;
    }

    private static PrivateKey key(Path file) throws IOException {
        SecretFile.requireKept(file);
        return PrivateKeys.read(Files.readString(file, StandardCharsets.ISO_8859_1));
    }
}
