package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.tls.PemFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP interface over TLS, and with certificates on both ends, by openssl's certificates and curl. */
class ApiTlsIT {
    private static final String STATUS = "/api/v1/status";

    @TempDir
    static Path shared;

    private static Pki ours;
    private static Pki.Issued node;
    private static Pki.Issued caller;

    @TempDir
    Path directory;

    private Sidecar sidecar;

    @BeforeAll
    static void certificates() {
        ours = new Pki(shared.resolve("ours"));
        node = ours.issue("node");
        caller = ours.issue("caller");
    }

    @AfterEach
    void stop() {
        if (sidecar != null) {
            sidecar.close();
        }
    }

    /** The certificate that it shows is in {@code own.pem} and {@code own.key}, callers' authorities in {@code ca.pem}. */
    private Sidecar start() throws IOException {
        Files.writeString(directory.resolve("token"), "correct-horse-battery");
        Pki.exchange(node.certificate(), directory.resolve("own.pem"));
        Pki.exchange(node.key(), directory.resolve("own.key"));
        Pki.exchange(ours.authority(), directory.resolve("ca.pem"));
        sidecar = new Sidecar(directory);
        sidecar.write("watcher.yaml", """
                        node: n1
                        state_dir: state
                        peers: {list: [], ca_file: %s}
                        api:
                          listen: "127.0.0.1:%d"
                          token_file: token
                          tls: {certificate_file: own.pem, key_file: own.key, client_ca_file: ca.pem}
                        """.formatted(ours.authority(), sidecar.port()))
                .services("""
                        version: 1
                        tcp:
                          db:
                            port: 7000
                            check: {type: tcp}
                            backends: [{host: 127.0.0.1, port: 7001}, {host: 127.0.0.1, port: 7002}]
                        """)
                .launch();
        await().atMost(PATIENCE).until(() -> curl("/health/live").status() == 200);
        return sidecar;
    }

    /** What curl got; status 0: no answer at all. */
    private record Answer(int exit, int status, String body) {}

    private Answer curl(String path, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "-sS", "-m", "20", "--path-as-is", "--cacert", ours.authority().toString(), "-w", "\n%{http_code}"));
        arguments.addAll(List.of(options));
        arguments.add("https://127.0.0.1:" + sidecar.port() + path);
        Pki.Programs.Ended ended = Pki.Programs.run(directory, "curl", arguments.toArray(String[]::new));
        int last = ended.text().lastIndexOf('\n');
        String code = ended.text().substring(last + 1);
        // curl writes its complaint after the code.
        int status = code.matches("\\d{3}") ? Integer.parseInt(code) : 0;
        return new Answer(ended.exit(), status, ended.text());
    }

    private Answer curlAs(Pki.Issued who, String path) {
        return curl(
                path, "--cert", who.certificate().toString(), "--key", who.key().toString());
    }

    private Artefact.Ended command(String... words) {
        return Artefact.runIn(directory, words);
    }

    @Test
    void onlyWhoShowsACertificateOfTheAuthorityIsToldAnything() throws IOException {
        start();
        Pki.Issued strange = new Pki(shared.resolve("theirs")).issue("stranger");
        Pki.Issued late = ours.expired("late");

        assertThat(curlAs(caller, STATUS).status()).isEqualTo(200);
        Answer nobody = curl(STATUS);
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(nobody.body()).contains("api.tls.client_ca_file").doesNotContain("backends");
        for (String path : List.of(
                "/metrics",
                "/",
                "/openapi",
                "/api/v1/local",
                "/health/../api/v1/status",
                "/health/live/../../metrics")) {
            assertThat(curl(path).status()).as(path).isEqualTo(403);
        }
        for (Pki.Issued refused : List.of(strange, late)) {
            Answer answer = curlAs(refused, STATUS);
            assertThat(answer.exit()).as(answer.body()).isNotZero();
            assertThat(answer.body()).contains("alert");
        }
        assertThat(Pki.Programs.run(directory, "curl", "-sS", "-m", "20", "http://127.0.0.1:" + sidecar.port() + STATUS)
                        .exit())
                .as("in the clear")
                .isNotZero();
        // What asks on this machine whether it lives needs none.
        assertThat(curl("/health/ready").status()).isIn(200, 503);
    }

    @Test
    void theCommandsOfTheNodeReachIt() throws IOException {
        start();

        assertThat(command("status", "--live").exit()).isZero();
        assertThat(command("drain", "db/127.0.0.1:7001", "--force").err()).isEmpty();
        assertThat(curlAs(caller, "/api/v1/drains").body()).contains("db/127.0.0.1:7001");
        assertThat(command("undrain", "db/127.0.0.1:7001").exit()).isZero();

        // Somebody else is where it should be: he is not told the token.
        Pki.exchange(new Pki(shared.resolve("others")).issue("impostor").certificate(), directory.resolve("own.pem"));
        Files.writeString(
                directory.resolve("watcher.yaml"),
                Files.readString(directory.resolve("watcher.yaml")).replace("client_ca_file: ca.pem", ""));
        Artefact.Ended elsewhere = Artefact.runIn(
                Files.writeString(
                                Files.createDirectories(directory.resolve("other"))
                                        .resolve("watcher.yaml"),
                                "api: {listen: \"127.0.0.1:%d\", tls: {certificate_file: ../own.pem, key_file: ../own.key}}\n"
                                        .formatted(sidecar.port()))
                        .getParent(),
                "status");
        assertThat(elsewhere.exit()).isEqualTo(2);
        assertThat(elsewhere.err()).contains("another certificate than that of api.tls.certificate_file");
    }

    @Test
    void exchangedFilesAreShownFromTheNextConnectionOnAndNoRequestIsLost() throws Exception {
        start();
        Pki.Issued next = ours.issue("next");
        Map<Integer, Integer> answers = new TreeMap<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread visitor = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                answers.merge(curlAs(caller, STATUS).status(), 1, Integer::sum);
            }
        });

        // One after the other, with time between: what is half exchanged is not taken up.
        Pki.exchange(next.certificate(), directory.resolve("own.pem"));
        sidecar.awaitEvent(
                "certificate_unusable", event -> event.path("reason").asText().contains("not the private key"));
        Pki.exchange(next.key(), directory.resolve("own.key"));
        sidecar.awaitEvent(
                "certificate_renewed", event -> event.path("reason").asText().contains("api.tls"));
        enough.set(true);
        visitor.join();

        assertThat(answers).containsOnlyKeys(200);
        Pki.Programs.Ended shown =
                Pki.Programs.run(directory, "openssl", "s_client", "-connect", "127.0.0.1:" + sidecar.port());
        assertThat(shown.text()).containsPattern("subject=CN ?= ?next");
        assertThat(command("status", "--live").exit()).isZero();
    }

    @Test
    void callersOfAnAuthorityThatIsExchangedAreShutOutOnTheConnectionsThatTheyHaveToo() throws Exception {
        start();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                PemFiles.credentials(new CheckTls.Credentials(caller.certificate(), caller.key())),
                PemFiles.authorities(ours.authority()),
                null);
        try (SSLSocket kept = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", sidecar.port())) {
            assertThat(ask(kept)).contains(" 200 ");

            Pki.exchange(new Pki(shared.resolve("successor")).authority(), directory.resolve("ca.pem"));
            sidecar.awaitEvent("certificate_renewed", event -> true);

            assertThat(ask(kept)).contains(" 403 ");
        }
        assertThat(curlAs(caller, STATUS).status()).isNotEqualTo(200);
    }

    /** The status line; the answer is read to its end. */
    private static String ask(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /api/v1/registry HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return head.toString();
            }
            head.append((char) read);
        }
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head.toString()).isTrue();
        in.readNBytes(Integer.parseInt(length.group(1)));
        return head.substring(0, head.indexOf("\r\n"));
    }

    @Test
    void whatCannotBeUsedEndsTheStartWithOneLine() throws IOException {
        sidecar = new Sidecar(directory).services("version: 1\n");
        Map<String, String> faults = Map.of(
                "certificate_file: none.pem",
                "none.pem: no such file",
                "certificate_file: %s, key_file: %s".formatted(node.certificate(), caller.key()),
                "not the private key of " + node.certificate(),
                "certificate_file: %s, key_file: %s".formatted(node.key(), node.key()),
                "no certificate in it");
        faults.forEach((setting, words) -> {
            sidecar.write(
                    "watcher.yaml",
                    "state_dir: state\napi: {listen: \"127.0.0.1:%d\", tls: {%s}}\n"
                            .formatted(sidecar.port(), setting));
            Artefact.Ended ended = Artefact.runIn(directory, "run");
            assertThat(ended.exit()).as(setting).isEqualTo(2);
            assertThat(ended.err().lines())
                    .as(setting)
                    .singleElement()
                    .asString()
                    .contains("api.tls", words);
        });
    }
}
