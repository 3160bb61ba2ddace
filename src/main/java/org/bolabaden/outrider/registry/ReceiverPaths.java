package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.bolabaden.outrider.registry.Receiver.Address;
import org.bolabaden.outrider.registry.Receiver.Discord;
import org.bolabaden.outrider.registry.Receiver.Email;
import org.bolabaden.outrider.registry.Receiver.Login;
import org.bolabaden.outrider.registry.Receiver.Ntfy;
import org.bolabaden.outrider.registry.Receiver.Slack;
import org.bolabaden.outrider.registry.Receiver.Target;
import org.bolabaden.outrider.registry.Receiver.Token;
import org.bolabaden.outrider.registry.Receiver.Webhook;

/** Resolves the relative paths of one receiver. */
final class ReceiverPaths {
    private final UnaryOperator<Path> file;

    private ReceiverPaths(Path directory) {
        this.file = directory::resolve;
    }

    static Receiver resolve(Receiver written, Path directory) {
        ReceiverPaths paths = new ReceiverPaths(directory);
        return new Receiver(
                written.name(),
                paths.target(written.target()),
                written.ca().map(paths.file),
                written.selection(),
                written.pace());
    }

    private Target target(Target written) {
        return switch (written) {
            case Webhook hook ->
                new Webhook(
                        address(hook.url()),
                        hook.token().map(token -> new Token(token.header(), file.apply(token.file()))),
                        hook.signatureFile().map(file));
            case Ntfy ntfy ->
                new Ntfy(
                        address(ntfy.url()),
                        ntfy.priority(),
                        ntfy.tags(),
                        ntfy.tokenFile().map(file));
            case Discord discord -> new Discord(address(discord.url()));
            case Slack slack -> new Slack(address(slack.url()));
            case Email email ->
                new Email(
                        email.server(),
                        email.tls(),
                        email.login().map(login -> new Login(login.user(), file.apply(login.passwordFile()))),
                        email.from(),
                        email.to());
        };
    }

    private Address address(Address written) {
        return switch (written) {
            case Address.Written url -> url;
            case Address.InFile in -> new Address.InFile(file.apply(in.file()));
        };
    }
}
