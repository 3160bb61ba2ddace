package org.bolabaden.outrider.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Traefik;

/** Describes {@code traefik:}. */
final class TraefikForm {
    private static final int LONGEST_URL = 2048;

    private static final ScalarForm<String> NAME = Scalars.matching(
            "a name in Traefik's static configuration", "letters, digits, '-' and '_'", "[A-Za-z0-9_-]{1,64}");

    private static final Key<String> HTTP = Key.optional(
            "http_entrypoint",
            NAME,
            "The entry point of plain HTTP. Without it routers name no entry point and listen on all default ones.");
    private static final Key<String> HTTPS = Key.optional(
            "https_entrypoint",
            NAME,
            "The entry point of HTTPS. With it services are served there with TLS, and plain HTTP is redirected.");
    private static final Key<String> RESOLVER =
            Key.optional("cert_resolver", NAME, "The certificate resolver of the routers; needs https_entrypoint.");

    private static final ScalarForm<URI> URL_FORM = ScalarForm.text(
                    "a URL of metrics",
                    "http:// with a host and perhaps a port and a path, such as http://127.0.0.1:8080/metrics,"
                            + " without user, query or fragment",
                    TraefikForm::url,
                    schema -> schema.put("pattern", "^http://[^/?#@\\s]+(/[^?#\\s]*)?$")
                            .put("maxLength", LONGEST_URL))
            .unshown();
    private static final Key<URI> METRICS =
            Key.optional("metrics", URL_FORM, "Where its metrics are read, every 10 s; without it they are not.");

    private static final Key<Boolean> PASSIVE = Key.optional(
                    "passive_checks",
                    Scalars.truth("a switch"),
                    "Whether Traefik passes over a local backend that refuses before a check has noticed; needs a Traefik that"
                            + " knows passiveHealthCheck (tested with 3.6), others refuse the whole file.")
            .byDefault(false);

    static final Form<Traefik> FORM = MappingForm.of(
            "a mapping such as {http_entrypoint: web, https_entrypoint: websecure, cert_resolver: letsencrypt}",
            List.of(HTTP, HTTPS, RESOLVER, METRICS, PASSIVE),
            TraefikForm::build);

    private TraefikForm() {}

    private static Optional<Traefik> build(Fields fields) {
        if (!fields.has(HTTPS)) {
            fields.mapping()
                    .find(RESOLVER.name())
                    .ifPresent(entry -> fields.where()
                            .key(RESOLVER.name())
                            .error(
                                    entry.value().place(),
                                    "there is no HTTPS without an entry point, expected https_entrypoint beside it"));
        }
        return Optional.of(new Traefik(
                fields.get(HTTP),
                fields.get(HTTPS),
                fields.get(RESOLVER),
                fields.get(METRICS),
                fields.get(PASSIVE).orElse(false)));
    }

    private static Optional<URI> url(String text) {
        return Optional.of(text)
                .filter(written -> written.length() <= LONGEST_URL)
                .map(URI::create)
                .filter(url -> "http".equals(url.getScheme()))
                .filter(url -> url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null);
    }
}
