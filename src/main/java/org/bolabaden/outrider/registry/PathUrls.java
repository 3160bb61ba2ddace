package org.bolabaden.outrider.registry;

import java.net.URI;
import java.util.Optional;

/** How the URL of something on a server is written. */
final class PathUrls {
    private static final int LONGEST = 2048;

    private PathUrls() {}

    /** Over HTTP or HTTPS, with a path and a query if need be; whoever is to be shown to whom is not in it. */
    static ScalarForm<URI> of(String noun) {
        return ScalarForm.text(
                        "a URL of " + noun,
                        "http:// or https:// with a host and perhaps a port and a path, without user and fragment",
                        PathUrls::parse,
                        schema -> schema.put("pattern", "^https?://[^/?#@\\s]+([/?][^#\\s]*)?$")
                                .put("maxLength", LONGEST))
                .unshown();
    }

    private static Optional<URI> parse(String text) {
        URI url = URI.create(text);
        boolean fits = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && text.length() <= LONGEST
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && url.getPort() <= 65_535;
        return Optional.of(url).filter(any -> fits);
    }
}
