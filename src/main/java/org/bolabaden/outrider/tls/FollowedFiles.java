package org.bolabaden.outrider.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.bolabaden.outrider.registry.CheckTls;
import org.jspecify.annotations.Nullable;

/**
 * What this sidecar shows of itself and whom it trusts, as the files are: exchanged ones count from the next handshake
 * on, without a restart and without a connection lost. Files that cannot be used leave in force what was read before.
 */
public final class FollowedFiles {
    private final Optional<CheckTls.Credentials> own;
    private final Optional<Path> trusted;
    private final @Nullable Credentials credentials;
    private final @Nullable Authorities authorities;
    private List<PemFiles.Stamp> stamps;
    private int generation;
    private String fault = "";
    private boolean told;

    /** What a look found. */
    public sealed interface Look {
        /** Nothing new. */
        record Same() implements Look {}

        /** They were exchanged, and are in force. */
        record Renewed() implements Look {}

        /**
         * They cannot be used, for the second look in a row: files are exchanged one after the other. Told once.
         *
         * @param why with the file's name
         */
        record Unusable(String why) implements Look {}
    }

    /**
     * Reads them.
     *
     * @throws PemFiles.UnreadableException when one cannot be used
     */
    public FollowedFiles(Optional<CheckTls.Credentials> own, Optional<Path> trusted) {
        this.own = own;
        this.trusted = trusted;
        stamps = PemFiles.stamps(trusted, own);
        credentials = own.map(files -> new Credentials(credentials(files))).orElse(null);
        authorities = trusted.map(file -> new Authorities(authorities(file))).orElse(null);
    }

    /** What this sidecar shows; empty: nothing. */
    public Optional<X509ExtendedKeyManager> credentials() {
        return Optional.ofNullable(credentials);
    }

    /** Whom it trusts; empty: nobody was named. */
    public Optional<X509ExtendedTrustManager> authorities() {
        return Optional.ofNullable(authorities);
    }

    /** Looks whether the files have changed, and takes them up. Reads files: not for an event loop. */
    public synchronized Look look() {
        try {
            List<PemFiles.Stamp> now = PemFiles.stamps(trusted, own);
            if (now.equals(stamps)) {
                fault = "";
                return new Look.Same();
            }
            // Both are read before one is taken up.
            Optional<X509ExtendedKeyManager> keys = own.map(this::credentials);
            Optional<X509ExtendedTrustManager> trust = trusted.map(FollowedFiles::authorities);
            keys.ifPresent(this::renew);
            trust.ifPresent(this::renew);
            stamps = now;
            fault = "";
            return new Look.Renewed();
        } catch (PemFiles.UnreadableException unusable) {
            return unusable(String.valueOf(unusable.getMessage()));
        }
    }

    private Look unusable(String why) {
        boolean again = why.equals(fault);
        if (!again) {
            told = false;
        }
        fault = why;
        if (!again || told) {
            return new Look.Same();
        }
        told = true;
        return new Look.Unusable(why);
    }

    private void renew(X509ExtendedKeyManager next) {
        if (credentials != null) {
            credentials.renew(next);
        }
    }

    private void renew(X509ExtendedTrustManager next) {
        if (authorities != null) {
            authorities.renew(next);
        }
    }

    private X509ExtendedKeyManager credentials(CheckTls.Credentials files) {
        generation++;
        String alias = "own-" + generation;
        X509ExtendedKeyManager found = null;
        for (KeyManager manager : PemFiles.credentials(files, alias)) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                found = keys;
            }
        }
        if (found == null || !isPair(found, alias)) {
            throw new PemFiles.UnreadableException(
                    PemFiles.Purpose.CREDENTIALS,
                    files.key(),
                    new UnusablePemException("not the private key of " + files.certificate()));
        }
        return found;
    }

    private static boolean isPair(X509KeyManager keys, String alias) {
        PrivateKey secret = keys.getPrivateKey(alias);
        X509Certificate[] chain = keys.getCertificateChain(alias);
        if (secret == null || chain == null || chain.length == 0) {
            return false;
        }
        try {
            String algorithm =
                    switch (secret.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> secret.getAlgorithm();
                    };
            byte[] text = new byte[32];
            new SecureRandom().nextBytes(text);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(chain[0].getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException differ) {
            return false;
        }
    }

    private static X509ExtendedTrustManager authorities(Path file) {
        for (TrustManager manager : PemFiles.authorities(file)) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return trust;
            }
        }
        throw new IllegalStateException("no TLS on this machine");
    }
}
