package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Map;

/** Describes what a check over HTTP has. */
final class HttpCheckForm implements CheckKind {
    static final CheckKind KIND = new HttpCheckForm();

    private static final OwnKey<String> PATH = OwnKey.of(Key.optional(
                    "path",
                    // The characters of RFC 3986: none that a proxy's configuration takes for quoting or a comment.
                    Scalars.matching(
                                    "a request path",
                                    "a path such as /_healthz, at most 1024 characters of a URL",
                                    "/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1023}")
                            .located(),
                    "The request target of a check over HTTP.")
            .byDefault("/"));
    private static final OwnKey<String> METHOD = OwnKey.of(Key.optional(
                    "method",
                    Scalars.matching("an HTTP method", "a word such as GET or HEAD", "[A-Z]{1,16}")
                            .located(),
                    "The method of a check over HTTP.")
            .byDefault("GET"));
    static final OwnKey<String> HOST = OwnKey.of(Key.optional(
            "host",
            Scalars.HOST.located(),
            "The Host header and TLS server name; default: the service's name, or the host of the backend's url."));

    private static final OwnKey<List<TableForm.Row<String, String>>> HEADERS = OwnKey.of(Key.optional(
            "headers",
            HeadersForm.SENT_ONES.located(),
            "Further headers of the request of a check over HTTP, such as {Authorization: \"Bearer …\"}."));
    private static final OwnKey<Boolean> FOLLOW = OwnKey.of(Key.optional(
                    "follow_redirects",
                    Scalars.truth("an answer").located(),
                    "Whether a redirect to another path of the backend is followed, five times at most.")
            .byDefault(false));
    private static final OwnKey<HttpVersion> VERSION = OwnKey.of(Key.optional(
                    "http_version",
                    Scalars.word("a version of HTTP", List.of(HttpVersion.values()), HttpVersion::word)
                            .located(),
                    "In which version of HTTP the check speaks; 2 without TLS is spoken without asking first.")
            .byDefault(HttpVersion.HTTP_1_1.word()));

    private HttpCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(PATH, METHOD, HOST, HEADERS, FOLLOW, ExpectForm.OF_HTTP, VERSION, CheckTlsForm.TLS);
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        Check.Http.Request request = new Check.Http.Request(
                own.get(METHOD).orElse("GET"),
                own.get(PATH).orElse("/"),
                own.get(HOST),
                own.get(HEADERS).map(HeadersForm::byName).orElse(Map.of()),
                own.get(FOLLOW).orElse(false));
        HttpExpectation expected = own.get(ExpectForm.OF_HTTP).orElse(HttpExpectation.NOTHING);
        return new Check.Http(
                common,
                request,
                expected.resolve(),
                CheckTlsForm.resolve(own, surroundings),
                own.get(VERSION).orElse(HttpVersion.HTTP_1_1));
    }
}
