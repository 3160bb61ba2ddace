package org.bolabaden.outrider.notify.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.notify.Item;
import org.bolabaden.outrider.notify.Message;
import org.bolabaden.outrider.notify.WebhookBody;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.Receiver;
import org.bolabaden.outrider.registry.Receiver.Address;
import org.bolabaden.outrider.registry.Receiver.MailTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One message to one receiver, over real HTTP and SMTP. */
class CourierTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static Vertx vertx;

    @TempDir
    Path directory;

    private final ReceivingServer server = new ReceivingServer();
    private final Courier courier = new Courier(vertx);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Message oneDown() {
        return new Message(
                "node1",
                NOW,
                List.of(new Item(
                        Item.Kind.BAD,
                        Event.Level.WARN,
                        "backend_down",
                        Optional.of("web"),
                        Optional.of("node2:80"),
                        "refused <3 times>",
                        NOW,
                        Optional.empty(),
                        1)),
                1,
                0,
                Optional.empty(),
                false);
    }

    private static Receiver receiver(Receiver.Target target) {
        return new Receiver("phone", target, Optional.empty(), Receiver.Selection.DEFAULT, Receiver.Pace.DEFAULT);
    }

    private Address url(String path) {
        return new Address.Written(URI.create(server.url(path)));
    }

    private Path secret(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content + "\n");
    }

    private Outcome deliver(Receiver.Target target) throws InterruptedException {
        return courier.deliver(oneDown(), receiver(target));
    }

    @Test
    void aWebhookGetsSignedJsonAndItsToken() throws Exception {
        Receiver.Token token = new Receiver.Token(Optional.empty(), secret("token", "tk-9471"));

        Outcome outcome = deliver(
                new Receiver.Webhook(url("/hook?x=1"), Optional.of(token), Optional.of(secret("key", "sign-me-5500"))));

        assertThat(outcome).isEqualTo(new Outcome.Delivered("HTTP 200: ok"));
        ReceivingServer.Posted posted = server.posted().getFirst();
        assertThat(posted.method()).isEqualTo("POST");
        assertThat(posted.path()).isEqualTo("/hook?x=1");
        assertThat(posted.header("Content-type")).startsWith("application/json");
        assertThat(posted.header("Authorization")).isEqualTo("Bearer tk-9471");
        assertThat(posted.header("X-outrider-signature"))
                .isEqualTo(WebhookBody.signature(posted.body(), "sign-me-5500"));
        JsonNode item = posted.json().path("items").get(0);
        assertThat(item.path("kind").asText()).isEqualTo("problem");
        assertThat(item.path("event").asText()).isEqualTo("backend_down");
        assertThat(item.path("backend").asText()).isEqualTo("node2:80");
        assertThat(item.path("reason").asText()).isEqualTo("refused <3 times>");
    }

    @Test
    void aTokenCanHaveAHeaderOfItsOwn() throws Exception {
        deliver(new Receiver.Webhook(
                url("/hook"),
                Optional.of(new Receiver.Token(Optional.of("X-Key"), secret("token", "tk-9471"))),
                Optional.empty()));

        assertThat(server.posted().getFirst().header("X-key")).isEqualTo("tk-9471");
        assertThat(server.posted().getFirst().header("Authorization")).isEmpty();
    }

    @Test
    void ntfyIsPublishedToAsJsonAboveTheTopic() throws Exception {
        deliver(new Receiver.Ntfy(
                url("/push/ops"), Optional.of(2), List.of("rack3"), Optional.of(secret("token", "tk_ntfy"))));

        ReceivingServer.Posted posted = server.posted().getFirst();
        assertThat(posted.path()).isEqualTo("/push/");
        assertThat(posted.header("Authorization")).isEqualTo("Bearer tk_ntfy");
        JsonNode body = posted.json();
        assertThat(body.path("topic").asText()).isEqualTo("ops");
        assertThat(body.path("title").asText()).isEqualTo("node1: web node2:80: backend down");
        assertThat(body.path("message").asText()).contains("refused");
        assertThat(body.path("priority").asInt()).isEqualTo(2);
        assertThat(body.path("tags")).extracting(JsonNode::asText).containsExactly("warning", "rack3");
    }

    @Test
    void discordAndSlackGetTheirForms() throws Exception {
        server.answers(204, Map.of(), "");
        assertThat(deliver(new Receiver.Discord(url("/api/webhooks/1/x"))))
                .isEqualTo(new Outcome.Delivered("HTTP 204"));
        server.answers(200, Map.of(), "ok");
        Path file = secret("slack-url", server.url("/services/T0/B0/sEcReT"));
        deliver(new Receiver.Slack(new Address.InFile(file)));

        assertThat(server.posted().getFirst().json().path("content").asText())
                .isEqualTo("**node1: web node2:80: backend down**");
        assertThat(server.posted().getLast().path()).isEqualTo("/services/T0/B0/sEcReT");
        assertThat(server.posted()
                        .getLast()
                        .json()
                        .path("blocks")
                        .get(1)
                        .path("text")
                        .path("text")
                        .asText())
                .contains("refused &lt;3 times&gt;");
    }

    @Test
    void whoTakesNoMoreForNowSaysForHowLong() throws Exception {
        server.answers(429, Map.of("Retry-After", "7"), "slow down");
        assertThat(deliver(new Receiver.Slack(url("/x"))))
                .isEqualTo(new Outcome.Failed("HTTP 429: slow down", Optional.of(Duration.ofSeconds(7)), true));

        server.answers(
                429,
                Map.of("Retry-After", "65"),
                "{\"message\": \"limited\", \"retry_after\": 64.57, \"global\": false}");
        assertThat(deliver(new Receiver.Discord(url("/x"))))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.retryAfter())
                                .as(failed.words())
                                .contains(Duration.ofMillis(64_570)));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        server.answers(302, Map.of("Location", server.url("/elsewhere")), "");

        assertThat(deliver(new Receiver.Slack(url("/x"))).words())
                .startsWith("HTTP 302")
                .contains("redirects");
        assertThat(server.posted()).hasSize(1);
    }

    @Test
    void whatTheReceiverSaysIsToldWithoutSecrets() throws Exception {
        server.answers(404, Map.of(), "no webhook /services/T0/sEcReT for tk-9471\r\n" + "x".repeat(9_000));

        Outcome outcome = deliver(new Receiver.Webhook(
                url("/services/T0/sEcReT"),
                Optional.of(new Receiver.Token(Optional.empty(), secret("token", "tk-9471"))),
                Optional.empty()));

        assertThat(outcome.words()).startsWith("HTTP 404: no webhook … for …").doesNotContain("sEcReT", "9471");
        assertThat(outcome.words()).hasSizeLessThan(300);
    }

    @Test
    void whoHangsIsGivenUp() throws Exception {
        server.hangs();

        assertThat(deliver(new Receiver.Slack(url("/x"))).words()).isNotEmpty().matches(".*(5 s|closed|timeout).*");
    }

    @Test
    void whoIsNotThereIsAFailureInWords() throws Exception {
        server.close();

        assertThat(deliver(new Receiver.Slack(url("/secret-path"))))
                .isInstanceOf(Outcome.Failed.class)
                .satisfies(outcome ->
                        assertThat(outcome.words()).contains("refused").doesNotContain("secret-path"));
    }

    @Test
    void aMissingSecretIsAFailureThatNamesItsFile() throws Exception {
        Path missing = directory.resolve("missing");

        assertThat(deliver(new Receiver.Slack(new Address.InFile(missing))).words())
                .isEqualTo(missing + ": no such file");
        assertThat(deliver(new Receiver.Slack(new Address.InFile(secret("bad", "not a url s3cret"))))
                        .words())
                .contains("no http:// or https:// URL")
                .doesNotContain("s3cret");
    }

    private Receiver mail(MailServer to, MailTls tls, Optional<Path> ca, Optional<Receiver.Login> login) {
        Receiver.Email email = new Receiver.Email(
                new Endpoint("localhost", to.port()),
                tls,
                login,
                "outrider@example.org",
                List.of("ops@example.org", "boss@example.org"));
        return new Receiver("mail", email, ca, Receiver.Selection.DEFAULT, Receiver.Pace.DEFAULT);
    }

    @Test
    void mailIsTakenByAMailServer() throws Exception {
        Assumptions.assumeTrue(MailServer.isInstalled());
        try (MailServer smtp = new MailServer(directory)) {
            Outcome outcome = courier.deliver(oneDown(), mail(smtp, MailTls.NONE, Optional.empty(), Optional.empty()));

            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            assertThat(smtp.mails().getFirst())
                    .contains("Subject: [outrider] node1: web node2:80: backend down")
                    .contains("From: outrider@example.org")
                    .contains("ops@example.org")
                    .contains("Auto-Submitted: auto-generated")
                    .contains("refused <3 times>");
            assertThat(courier.deliver(oneDown(), mail(smtp, MailTls.STARTTLS, Optional.empty(), Optional.empty()))
                            .words())
                    .containsIgnoringCase("starttls");
        }
    }

    @Test
    void mailIsSentOverVerifiedTlsAlone() throws Exception {
        Assumptions.assumeTrue(MailServer.isInstalled());
        Path certificate = certificateOf("localhost");
        try (MailServer smtp =
                new MailServer(directory, "--tlscert", certificate.toString(), "--tlskey", key().toString())) {
            assertThat(courier.deliver(
                            oneDown(), mail(smtp, MailTls.STARTTLS, Optional.of(certificate), Optional.empty())))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(courier.deliver(oneDown(), mail(smtp, MailTls.STARTTLS, Optional.empty(), Optional.empty())))
                    .isInstanceOf(Outcome.Failed.class);
            assertThat(smtp.mails()).hasSize(1);
        }
    }

    @Test
    void aMailServerWithACertificateOfAnotherNameIsSentNothing() throws Exception {
        Assumptions.assumeTrue(MailServer.isInstalled());
        Path certificate = certificateOf("elsewhere.example.org");
        try (MailServer smtp =
                new MailServer(directory, "--tlscert", certificate.toString(), "--tlskey", key().toString())) {
            assertThat(courier.deliver(
                            oneDown(), mail(smtp, MailTls.STARTTLS, Optional.of(certificate), Optional.empty())))
                    .isInstanceOf(Outcome.Failed.class);
            assertThat(smtp.mails()).isEmpty();
        }
    }

    private Path key() {
        return directory.resolve("key.pem");
    }

    private Path certificateOf(String name) throws Exception {
        Path certificate = directory.resolve("cert.pem");
        assertThat(new ProcessBuilder(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                                        + " -days 2 -subj /CN=" + name + " -addext subjectAltName=DNS:" + name
                                        + " -keyout "
                                        + key() + " -out " + certificate)
                                .split(" "))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("openssl.log").toFile())
                        .start()
                        .waitFor())
                .isZero();
        return certificate;
    }
}
