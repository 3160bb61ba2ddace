package org.bolabaden.outrider.dns.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bolabaden.outrider.registry.DnsSettings.EdgeCheck;
import org.bolabaden.outrider.registry.StatusRanges;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with a certificate that nobody trusts. */
class WebTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Web web = new Web(vertx, Duration.ofSeconds(5));
    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private URI url;

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/healthz");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close();
    }

    private SSLContext context() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=www.example.org",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private Optional<String> fault(Optional<StatusRanges> status) throws InterruptedException {
        return EdgeWatch.fault(new EdgeCheck(url, Optional.of("www.example.org"), status, Duration.ofSeconds(30)), web);
    }

    @Test
    void ourOwnProxiesAreAskedByTheNameAndWhateverTheirCertificate() throws Exception {
        assertThat(fault(Optional.empty())).isEmpty();
        assertThat(hosts).singleElement().asString().startsWith("www.example.org");
        assertThat(fault(Optional.of(StatusRanges.DEFAULT))).contains("HTTP 503");
        server.stop(0);
        assertThat(fault(Optional.empty()).orElse("")).contains("refused");
    }

    @Test
    void aProviderIsNotSpokenToWhoseCertificateNobodyTrusts() {
        assertThat(catchThrowableOfType(IOException.class, () -> web.send(Web.Ask.get(url))))
                .isNotNull();
        assertThat(hosts).isEmpty();
    }
}
