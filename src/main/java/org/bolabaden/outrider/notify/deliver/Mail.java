package org.bolabaden.outrider.notify.deliver;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.notify.MailText;
import org.bolabaden.outrider.registry.Receiver.Email;
import org.bolabaden.outrider.registry.Receiver.Login;
import org.bolabaden.outrider.tls.NamedTls;

/** Sends one mail in a session of its own. */
final class Mail {
    private final Vertx vertx;
    private final Names names;
    private final Duration deadline;

    Mail(Vertx vertx, Duration deadline) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.deadline = deadline;
    }

    /**
     * Sends it; the future fails when the server refuses it.
     *
     * @param node whose sidecar it is, for the greeting
     * @throws IOException when the password cannot be read
     */
    Future<Outcome> send(Email how, Optional<Path> ca, MailText text, String node, SecretFiles secrets)
            throws IOException {
        MailConfig config = config(how, ca, node, secrets);
        MailMessage mail = new MailMessage()
                .setFrom(how.from())
                .setTo(how.to())
                .setSubject(text.subject())
                .setText(text.body())
                .addHeader("Auto-Submitted", "auto-generated");
        return names.of(how.server().host())
                .compose(addresses -> send(mail, config.setHostname(Names.text(addresses.getFirst()))))
                .<Outcome>map(sent -> new Outcome.Delivered(
                        "taken by " + how.server() + " for " + String.join(", ", sent.getRecipients())))
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends at the deadline, whoever still waits. */
    private Future<MailResult> send(MailMessage mail, MailConfig config) {
        MailClient client = MailClient.create(vertx, config);
        return client.sendMail(mail)
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> client.close());
    }

    private static MailConfig config(Email how, Optional<Path> ca, String node, SecretFiles secrets)
            throws IOException {
        MailConfig config = new MailConfig()
                .setPort(how.server().port())
                .setOwnHostname(node)
                .setKeepAlive(false)
                .setMaxPoolSize(1)
                .setLogin(how.login().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED);
        switch (how.tls()) {
            case STARTTLS -> config.setStarttls(StartTLSOptions.REQUIRED);
            case TLS -> config.setSsl(true).setStarttls(StartTLSOptions.DISABLED);
            case NONE -> config.setStarttls(StartTLSOptions.DISABLED);
        }
        config.setHostnameVerificationAlgorithm("HTTPS")
                .setSslEngineOptions(new NamedTls(how.server().host()));
        if (how.login().isPresent()) {
            Login login = how.login().get();
            config.setUsername(login.user()).setPassword(secrets.secret(login.passwordFile()));
        }
        ca.ifPresent(file -> config.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return config;
    }
}
