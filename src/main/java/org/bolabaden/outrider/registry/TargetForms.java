package org.bolabaden.outrider.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Receiver.Address;
import org.bolabaden.outrider.registry.Receiver.Discord;
import org.bolabaden.outrider.registry.Receiver.Email;
import org.bolabaden.outrider.registry.Receiver.Login;
import org.bolabaden.outrider.registry.Receiver.MailTls;
import org.bolabaden.outrider.registry.Receiver.Ntfy;
import org.bolabaden.outrider.registry.Receiver.Slack;
import org.bolabaden.outrider.registry.Receiver.Target;
import org.bolabaden.outrider.registry.Receiver.Token;
import org.bolabaden.outrider.registry.Receiver.Webhook;

/** Describes where the messages of {@code notify:} go, one form a kind. */
final class TargetForms {
    private static final int IMPLICIT_TLS_PORT = 465;
    private static final int LONGEST_URL = 2048;
    private static final Set<String> OURS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "content-type");

    private static final ScalarForm<URI> URL_FORM = ScalarForm.text(
                    "the URL of a receiver",
                    "http:// or https:// with a host and a path, without user and fragment",
                    TargetForms::url,
                    schema -> schema.put("pattern", "^[hH][tT][tT][pP][sS]?://[^/@#]+(/[^#]*)?$")
                            .put("maxLength", LONGEST_URL))
            .neverShown();
    private static final Key<URI> URL = Key.optional("url", URL_FORM, "Where messages are posted to; never shown.");
    private static final Key<Path> URL_FILE =
            Key.optional("url_file", FilePaths.FORM, "Instead of url: the file whose first line it is.");
    private static final List<List<Key<?>>> ONE_URL = List.of(List.of(URL), List.of(URL_FILE));

    private static final Key<Path> TOKEN_FILE = Key.optional(
            "token_file", FilePaths.FORM, "The file whose first line is the token that is sent as a bearer token.");
    private static final Key<String> TOKEN_HEADER = Key.optional(
            "token_header",
            Scalars.matching(
                            "the name of a header",
                            "1 to 64 letters, digits and hyphens, and none that HTTP itself needs",
                            "[A-Za-z0-9-]{1,64}")
                    .onlyIf(name -> !OURS.contains(name.toLowerCase(Locale.ROOT))),
            "The header that has the token as it is; default: Authorization, with Bearer before the token.");
    private static final Key<Path> SIGNATURE_FILE = Key.optional(
            "signature_file",
            FilePaths.FORM,
            "The file whose first line is the key with which each body is signed, in X-Outrider-Signature: sha256=HEX (HMAC-SHA256).");

    private static final Key<Integer> PRIORITY = Key.optional(
            "priority",
            Scalars.wholeNumber("a priority", 1, 5),
            "The priority of messages that tell of trouble; default: 5 with an error among it, else 4. Others have 3.");
    private static final Key<List<String>> TAGS = Key.optional(
            "tags",
            new ListForm<>(
                    Scalars.matching("a tag", "1 to 64 letters, digits, '_', '+' and '-'", "[A-Za-z0-9_+-]{1,64}"),
                    0,
                    "a list of tags"),
            "Tags beside the one that says how bad it is.");

    private static final String MAIL_PATTERN = "[^\\s@<>\"(),;:\\\\\\[\\]]{1,64}@[A-Za-z0-9.-]{1,253}";
    private static final ScalarForm<String> MAIL_ADDRESS =
            Scalars.matching("a mail address", "an address such as ops@example.org", MAIL_PATTERN);
    private static final Key<Endpoint> SERVER =
            Key.required("server", Scalars.ENDPOINT, "The mail server and its port; a session starts at each message.");
    private static final Key<MailTls> TLS = Key.optional(
            "tls",
            Scalars.word(
                    "a way to TLS", List.of(MailTls.values()), how -> how.name().toLowerCase(Locale.ROOT)),
            "How the session is kept secret; the certificate is always verified. Default: tls on port 465, else starttls, without which nothing is sent.");
    private static final Key<String> USER = Key.optional(
            "user",
            Scalars.matching("a user's name", "1 to 256 characters without spaces", "[^\\s]{1,256}"),
            "Who logs in.");
    private static final Key<Path> PASSWORD_FILE =
            Key.optional("password_file", FilePaths.FORM, "The file whose first line is the user's password.");
    private static final Key<String> FROM = Key.required("from", MAIL_ADDRESS, "The sender.");
    private static final Key<List<String>> TO =
            Key.required("to", new ListForm<>(MAIL_ADDRESS, 1, "a list such as [ops@example.org]"), "Who gets it.");

    static final Form<Target> WEBHOOK = MappingForm.<Target>of(
                    "a mapping with url or url_file",
                    List.of(URL, URL_FILE, TOKEN_FILE, TOKEN_HEADER, SIGNATURE_FILE),
                    TargetForms::webhook)
            .eitherOf(ONE_URL);
    static final Form<Target> NTFY = MappingForm.<Target>of(
                    "a mapping such as {url: \"https://ntfy.sh/TOPIC\"}",
                    List.of(URL, URL_FILE, PRIORITY, TAGS, TOKEN_FILE),
                    fields -> address(fields)
                            .map(url -> new Ntfy(
                                    url,
                                    fields.get(PRIORITY),
                                    fields.get(TAGS).orElse(List.of()),
                                    fields.get(TOKEN_FILE))))
            .eitherOf(ONE_URL);
    static final Form<Target> DISCORD = MappingForm.<Target>of(
                    "a mapping with url or url_file",
                    List.of(URL, URL_FILE),
                    fields -> address(fields).map(Discord::new))
            .eitherOf(ONE_URL);
    static final Form<Target> SLACK = MappingForm.<Target>of(
                    "a mapping with url or url_file",
                    List.of(URL, URL_FILE),
                    fields -> address(fields).map(Slack::new))
            .eitherOf(ONE_URL);
    static final Form<Target> EMAIL = MappingForm.of(
            "a mapping such as {server: \"mail.example.org:587\", from: outrider@example.org, to: [ops@example.org]}",
            List.of(SERVER, TLS, USER, PASSWORD_FILE, FROM, TO),
            TargetForms::email);

    private TargetForms() {}

    private static Optional<URI> url(String text) {
        URI url = URI.create(text);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean fits = (scheme.equals("http") || scheme.equals("https"))
                && text.length() <= LONGEST_URL
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && url.getPort() <= 65_535;
        return Optional.of(url).filter(any -> fits);
    }

    private static Optional<Address> address(Fields fields) {
        return fields.get(URL)
                .<Address>map(Address.Written::new)
                .or(() -> fields.get(URL_FILE).map(Address.InFile::new));
    }

    private static Optional<Target> webhook(Fields fields) {
        Optional<Token> token = fields.get(TOKEN_FILE).map(file -> new Token(fields.get(TOKEN_HEADER), file));
        if (fields.has(TOKEN_HEADER) && !fields.has(TOKEN_FILE)) {
            fields.where().error(fields.mapping().place(), "'token_file' is missing, expected the one of the header");
        }
        return address(fields).map(url -> new Webhook(url, token, fields.get(SIGNATURE_FILE)));
    }

    private static Optional<Target> email(Fields fields) {
        if (fields.has(USER) != fields.has(PASSWORD_FILE)) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "'" + (fields.has(USER) ? PASSWORD_FILE.name() : USER.name())
                                    + "' is missing, expected user and password_file together");
        }
        Optional<Login> login =
                fields.get(USER).flatMap(user -> fields.get(PASSWORD_FILE).map(file -> new Login(user, file)));
        return fields.get(SERVER)
                .flatMap(server -> fields.get(FROM)
                        .map(from -> new Email(
                                server,
                                fields.get(TLS).orElse(byPort(server)),
                                login,
                                from,
                                fields.get(TO).orElse(List.of()))));
    }

    private static MailTls byPort(Endpoint server) {
        return server.port() == IMPLICIT_TLS_PORT ? MailTls.TLS : MailTls.STARTTLS;
    }
}
