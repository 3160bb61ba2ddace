package org.bolabaden.outrider.sentinel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bolabaden.outrider.probe.TestingCertificates;

/**
 * How a fleet's servers are protected.
 *
 * @param redis how Outrider logs in to a Redis; empty: without
 * @param sentinel how Outrider logs in to a sentinel; empty: without
 * @param tls what everything is encrypted with; empty: nothing is
 */
public record RedisSecurity(Optional<Login> redis, Optional<Login> sentinel, Optional<Tls> tls) {
    /** What the fixtures themselves log in with where there are ACL users. */
    private static final String ADMINISTRATOR = "fixtures-own";

    /** Who logs in; without a user it is the default one. */
    public record Login(Optional<String> user, String password) {
        String[] command() {
            return user.map(name -> new String[] {"AUTH", name, password}).orElse(new String[] {"AUTH", password});
        }
    }

    /** PEM files: the authority, and a certificate by it for localhost and 127.0.0.1 with its key. */
    public record Tls(Path authority, Path certificate, Path key) {
        SSLContext trust() throws IOException {
            try (InputStream in = Files.newInputStream(authority)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setCertificateEntry(
                        "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException unusable) {
                throw new IOException(unusable);
            }
        }
    }

    public static RedisSecurity none() {
        return new RedisSecurity(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One password for the Redis servers, another for the sentinels, no users. */
    public static RedisSecurity passwords(String redis, String sentinel) {
        return new RedisSecurity(
                Optional.of(new Login(Optional.empty(), redis)),
                Optional.of(new Login(Optional.empty(), sentinel)),
                Optional.empty());
    }

    /** ACL users called {@code outrider} with no more rights than Outrider needs; the default user needs another password. */
    public static RedisSecurity users(String redis, String sentinel) {
        return new RedisSecurity(
                Optional.of(new Login(Optional.of("outrider"), redis)),
                Optional.of(new Login(Optional.of("outrider"), sentinel)),
                Optional.empty());
    }

    /** The same, and encrypted; the files go into that directory. */
    public RedisSecurity withTls(Path directory) throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        return new RedisSecurity(
                redis,
                sentinel,
                Optional.of(new Tls(
                        Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca")),
                        Files.writeString(directory.resolve("redis.pem"), certificates.pem("good")),
                        Files.writeString(directory.resolve("redis.key"), certificates.key("good")))));
    }

    /** How the fixtures log in. */
    Optional<Login> administrator(boolean toSentinel) {
        Optional<Login> login = toSentinel ? sentinel : redis;
        return login.map(one -> one.user().isPresent() ? new Login(Optional.empty(), ADMINISTRATOR) : one);
    }

    /** What a Redis' file says about it. */
    List<String> redisLines(int port) {
        List<String> lines = ports(port);
        redis.ifPresent(login -> {
            String password = administrator(false).orElseThrow().password();
            lines.add("requirepass " + password);
            lines.add("masterauth " + password);
            login.user()
                    .ifPresent(user -> lines.add(
                            "user %s on >%s +ping +role +info +config|get".formatted(user, login.password())));
        });
        return lines;
    }

    /** What a sentinel's file says about it. */
    List<String> sentinelLines(int port, String master) {
        List<String> lines = ports(port);
        administrator(false)
                .ifPresent(login -> lines.add("sentinel auth-pass %s %s".formatted(master, login.password())));
        sentinel.ifPresent(login -> {
            String password = administrator(true).orElseThrow().password();
            lines.add("requirepass " + password);
            lines.add("sentinel sentinel-pass " + password);
            login.user()
                    .ifPresent(user -> lines.add(("user %s on >%s allchannels +ping +role +info +subscribe +psubscribe"
                                    + " +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|sentinels"
                                    + " +sentinel|replicas +sentinel|myid +sentinel|ckquorum")
                            .formatted(user, login.password())));
        });
        return lines;
    }

    private List<String> ports(int port) {
        List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "protected-mode no"));
        if (tls.isEmpty()) {
            lines.add("port " + port);
        } else {
            lines.addAll(List.of(
                    "port 0",
                    "tls-port " + port,
                    "tls-ca-cert-file " + tls.get().authority(),
                    "tls-cert-file " + tls.get().certificate(),
                    "tls-key-file " + tls.get().key(),
                    "tls-auth-clients no",
                    "tls-replication yes"));
        }
        return lines;
    }
}
