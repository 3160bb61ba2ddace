package org.bolabaden.outrider.probe;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** An authority of the test's own and certificates by it, good and bad, made by the JDK's keytool. */
public final class TestingCertificates {
    private static final String PASSWORD = "changeit";

    private final Path file;

    public TestingCertificates(Path directory) throws Exception {
        file = directory.resolve("keys.p12");
        generate("ca", List.of("-ext", "bc:c", "-validity", "30"));
        generate("good", signed("dns:localhost,ip:127.0.0.1", "-1d"));
        generate("elsewhere", signed("dns:elsewhere.example", "-1d"));
        generate("expired", signed("dns:localhost", "-10d"));
        generate("early", signed("dns:localhost", "+2d"));
        generate("stranger", List.of("-ext", "san=dns:localhost", "-validity", "5"));
    }

    /** What a server needs to show that certificate. */
    public SSLContext server(String alias) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(alias), null, null);
        return context;
    }

    /** The certificate with its key. */
    KeyManager[] keys(String alias) throws Exception {
        KeyStore all = load();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                alias,
                all.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    /** Trusts the authority and nobody else. */
    SSLContext trust() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, authority(), null);
        return context;
    }

    private TrustManager[] authority() throws Exception {
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry("ca", load().getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        return trust.getTrustManagers();
    }

    /** The certificates of these aliases as a PEM file. */
    public String pem(String... aliases) throws Exception {
        KeyStore all = load();
        StringBuilder text = new StringBuilder("# Authorities of a test\n");
        for (String alias : aliases) {
            text.append(block("CERTIFICATE", all.getCertificate(alias).getEncoded()));
        }
        return text.toString();
    }

    /** Accepts no connection from a client that the authority has not signed. */
    public SSLContext serverForSignedClients(String alias) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(alias), authority(), null);
        return context;
    }

    /** The private key of that alias as a PEM file. */
    public String key(String alias) throws Exception {
        return block("PRIVATE KEY", load().getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    static String block(String kind, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    private static List<String> signed(String names, String start) {
        return List.of("-signer", "ca", "-ext", "san=" + names, "-startdate", start, "-validity", "5");
    }

    private KeyStore load() throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    private void generate(String alias, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(options);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
    }
}
