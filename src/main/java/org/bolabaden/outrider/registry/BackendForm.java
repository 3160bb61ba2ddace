package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.WrittenRegistry.WrittenBackend;

/** Describes an entry of {@code backends:}. */
final class BackendForm {
    private static final Pattern URL_TEXT =
            Pattern.compile("(?i:(https?))://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?/?");

    /** A URL that is nothing but scheme, host and port; the host may have underscores, as Docker's names do. */
    static final ScalarForm<URI> URL_FORM = urlOf("a backend");

    private static final Key<String> HOST =
            Key.optional("host", Scalars.HOST, "The node, or any host, that the service runs on.");
    private static final Key<Integer> PORT = Key.optional("port", Scalars.PORT, "The port that it listens on there.");
    private static final Key<URI> URL = Key.optional(
            "url", URL_FORM, "Instead of host and port: through that node's own edge, TLS kept for https.");
    private static final Key<Integer> WEIGHT = Key.optional(
                    "weight",
                    Scalars.wholeNumber("a weight", 0, Weight.MAX),
                    "Its share of the pool against the others; 0 takes no new sessions.")
            .byDefault(Weight.DEFAULT.value());

    static final Form<WrittenBackend> FORM = MappingForm.of(
                    "a mapping such as {host: node1.example.org, port: 8080}",
                    List.of(HOST, PORT, URL, WEIGHT),
                    BackendForm::build)
            .eitherOf(List.of(List.of(HOST, PORT), List.of(URL)));

    private BackendForm() {}

    /** A URL that names a server and nothing on it. */
    static ScalarForm<URI> urlOf(String noun) {
        return ScalarForm.text(
                        "a URL of " + noun,
                        "http:// or https:// with a host and perhaps a port, without user, path, query or fragment",
                        BackendForm::url,
                        BackendForm::urlSchema)
                .unshown();
    }

    private static Optional<WrittenBackend> build(Fields fields) {
        Weight weight = fields.get(WEIGHT).map(Weight::new).orElse(Weight.DEFAULT);
        Optional<URI> url = fields.get(URL);
        Optional<Endpoint> direct =
                fields.get(HOST).flatMap(host -> fields.get(PORT).map(port -> new Endpoint(host, port)));
        return direct.or(() -> url.map(BackendForm::endpoint)).map(at -> new WrittenBackend(at, weight, url));
    }

    private static Optional<URI> url(String text) {
        Matcher matcher = URL_TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        URI url = URI.create(matcher.group(1).toLowerCase(Locale.ROOT) + "://" + matcher.group(2)
                + (matcher.group(3) == null ? "" : ":" + Integer.parseInt(matcher.group(3))));
        endpoint(url);
        return Optional.of(url);
    }

    /** Where it connects to, read from the authority: {@link URI#getHost()} is null for a host with an underscore. */
    private static Endpoint endpoint(URI url) {
        String authority = url.getRawAuthority();
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = colon < 0
                ? ("https".equals(url.getScheme()) ? 443 : 80)
                : Integer.parseInt(authority, colon + 1, authority.length(), 10);
        return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    private static void urlSchema(ObjectNode schema) {
        schema.put("pattern", "^[Hh][Tt][Tt][Pp][Ss]?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?/?$");
    }
}
