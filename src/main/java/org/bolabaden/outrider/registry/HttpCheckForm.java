package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what only a check over HTTP has. */
final class HttpCheckForm {
    private static final Key<Located<String>> PATH = Key.optional(
                    "path",
                    // The characters of RFC 3986: none that a proxy's configuration takes for quoting or a comment.
                    Scalars.matching(
                                    "a request path",
                                    "a path such as /_healthz, at most 1024 characters of a URL",
                                    "/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1023}")
                            .located(),
                    "The request target of a check over HTTP.")
            .byDefault("/");
    private static final Key<Located<String>> METHOD = Key.optional(
                    "method",
                    Scalars.matching("an HTTP method", "a word such as GET or HEAD", "[A-Z]{1,16}")
                            .located(),
                    "The method of a check over HTTP.")
            .byDefault("GET");
    private static final Key<Located<String>> HOST = Key.optional(
            "host",
            Scalars.HOST.located(),
            "The Host header and TLS server name; default: the service's name, or the host of the backend's url.");

    static final List<Key<?>> KEYS = List.of(PATH, METHOD, HOST);

    private HttpCheckForm() {}

    static HttpPart part(Fields fields) {
        return new HttpPart(fields.get(PATH), fields.get(METHOD), fields.get(HOST), ExpectForm.ofHttp(fields));
    }
}
