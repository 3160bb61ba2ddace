package org.bolabaden.outrider.notify.deliver;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bolabaden.outrider.notify.DiscordBody;
import org.bolabaden.outrider.notify.MailText;
import org.bolabaden.outrider.notify.Message;
import org.bolabaden.outrider.notify.NtfyBody;
import org.bolabaden.outrider.notify.SlackBody;
import org.bolabaden.outrider.notify.WebhookBody;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.Receiver;
import org.bolabaden.outrider.registry.Receiver.Discord;
import org.bolabaden.outrider.registry.Receiver.Email;
import org.bolabaden.outrider.registry.Receiver.Ntfy;
import org.bolabaden.outrider.registry.Receiver.Slack;
import org.bolabaden.outrider.registry.Receiver.Token;
import org.bolabaden.outrider.registry.Receiver.Webhook;

/** Brings one message to one receiver, in that one's form, within a deadline. */
public final class Courier {
    private static final int LONGEST_TOLD = 220;
    private static final Duration HTTP_DEADLINE = Duration.ofSeconds(5);
    // Mail servers let strangers wait before they greet, postscreen for six seconds.
    private static final Duration MAIL_DEADLINE = Duration.ofSeconds(30);
    // The deadline is kept where the connection can be closed; this is for an event loop that is stuck.
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final HttpPost http;
    private final Mail mail;

    /**
     * Makes connections of its own with that Vert.x.
     *
     * @param vertx stays open
     */
    public Courier(Vertx vertx) {
        http = new HttpPost(vertx, HTTP_DEADLINE);
        mail = new Mail(vertx, MAIL_DEADLINE);
    }

    /**
     * Waits until it is delivered, refused, or the deadline is over: five seconds, or thirty for mail. Never throws for a
     * receiver's sake.
     *
     * @throws InterruptedException when the thread is to end
     */
    public Outcome deliver(Message message, Receiver receiver) throws InterruptedException {
        SecretFiles secrets = new SecretFiles();
        Duration within = receiver.target() instanceof Email ? MAIL_DEADLINE : HTTP_DEADLINE;
        return switch (attempt(message, receiver, secrets, within)) {
            case Outcome.Delivered taken -> new Outcome.Delivered(told(taken.words(), secrets));
            case Outcome.Failed failed ->
                new Outcome.Failed(told(failed.words(), secrets), failed.retryAfter(), failed.limited());
        };
    }

    /** In this order: of a secret that is cut off, a part would be left. */
    static String told(String words, SecretFiles secrets) {
        return Visible.line(secrets.without(words), LONGEST_TOLD);
    }

    private Outcome attempt(Message message, Receiver receiver, SecretFiles secrets, Duration within)
            throws InterruptedException {
        try {
            return send(message, receiver, secrets)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(within.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            return late(within);
        } catch (ExecutionException refused) {
            return refused.getCause() instanceof TimeoutException
                    ? late(within)
                    : Outcome.Failed.because(words(refused.getCause() == null ? refused : refused.getCause()));
        } catch (IOException unreadable) {
            return Outcome.Failed.because(words(unreadable));
        } catch (IllegalArgumentException impossible) {
            return Outcome.Failed.because("cannot be sent: " + words(impossible));
        }
    }

    private static Outcome late(Duration within) {
        return Outcome.Failed.because("no answer within " + within.toSeconds() + " s");
    }

    private Future<Outcome> send(Message message, Receiver receiver, SecretFiles secrets) throws IOException {
        return switch (receiver.target()) {
            case Webhook hook -> webhook(message, receiver, hook, secrets);
            case Ntfy ntfy -> ntfy(message, receiver, ntfy, secrets);
            case Discord discord ->
                http.send(secrets.url(discord.url()), Map.of(), DiscordBody.of(message), receiver.ca());
            case Slack slack -> http.send(secrets.url(slack.url()), Map.of(), SlackBody.of(message), receiver.ca());
            case Email email -> mail.send(email, receiver.ca(), MailText.of(message), message.node(), secrets);
        };
    }

    private Future<Outcome> webhook(Message message, Receiver receiver, Webhook hook, SecretFiles secrets)
            throws IOException {
        String body = WebhookBody.of(message);
        Map<String, String> headers = new LinkedHashMap<>();
        if (hook.token().isPresent()) {
            Token token = hook.token().get();
            String secret = secrets.secret(token.file());
            headers.put(
                    token.header().orElse("Authorization"), token.header().isPresent() ? secret : "Bearer " + secret);
        }
        if (hook.signatureFile().isPresent()) {
            String key = secrets.secret(hook.signatureFile().get());
            headers.put("X-Outrider-Signature", WebhookBody.signature(body, key));
        }
        return http.send(secrets.url(hook.url()), headers, body, receiver.ca());
    }

    /** The topic is the last part of the URL's path, and what is published as JSON goes to the path above. */
    private Future<Outcome> ntfy(Message message, Receiver receiver, Ntfy ntfy, SecretFiles secrets)
            throws IOException {
        URI url = secrets.url(ntfy.url());
        String path = url.getPath() == null ? "" : url.getPath();
        int slash = path.lastIndexOf('/');
        String topic = path.substring(slash + 1);
        if (topic.isEmpty()) {
            return Future.succeededFuture(
                    Outcome.Failed.because("the URL has no topic, expected one such as https://ntfy.sh/TOPIC"));
        }
        Map<String, String> headers = ntfy.tokenFile().isPresent()
                ? Map.of(
                        "Authorization",
                        "Bearer " + secrets.secret(ntfy.tokenFile().get()))
                : Map.of();
        URI publish = url.resolve(path.substring(0, slash + 1));
        return http.send(publish, headers, NtfyBody.of(message, ntfy, topic), receiver.ca());
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
