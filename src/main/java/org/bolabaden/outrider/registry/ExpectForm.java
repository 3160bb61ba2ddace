package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;

/** Describes {@code expect:}, which is a mapping for checks over HTTP and a text for those over TCP. */
final class ExpectForm {
    private static final Key<StatusRanges> STATUS = Key.optional(
                    "status", new StatusForm(), "The status codes that pass.")
            .byDefault("200-399");
    private static final Key<String> BODY = Key.optional(
            "body",
            ScalarForm.text(
                    "an expected body",
                    "text of 1 to 1024 characters",
                    text -> Optional.of(text).filter(t -> !t.isEmpty() && t.length() <= 1024),
                    schema -> schema.put("minLength", 1).put("maxLength", 1024)),
            "Text that the first 64 KiB of the body must contain.");

    private static final Key<Regex> BODY_REGEX = Key.optional(
            "body_regex",
            ScalarForm.text(
                    "a regular expression",
                    "an RE2 expression of 1 to " + Regex.MOST + " characters",
                    text -> Optional.of(new Regex(text)),
                    schema -> schema.put("minLength", 1).put("maxLength", Regex.MOST)),
            "An expression (RE2) that must be found in the first 64 KiB of the body.");
    private static final Key<List<TableForm.Row<String, HeaderValue>>> HEADERS = Key.optional(
            "headers",
            HeadersForm.EXPECTED_ONES,
            "What headers must be: the whole value, or with a tilde in front an expression that is found in it.");
    private static final Key<List<TableForm.Row<String, String>>> JSON = Key.optional(
            "json", HeadersForm.JSON, "What values of a JSON body of up to 64 KiB must be, by JSON pointer.");
    private static final Key<List<TableForm.Row<String, HeaderValue>>> IDENTITY = Key.optional(
            "identity",
            HeadersForm.EXPECTED_ONES,
            "Headers by which the service tells who it is; another program on its port fails as wrong_service.");

    /** What is expected, of an answer over one or the other. */
    private sealed interface Expected {
        record OfHttp(HttpExpectation expectation) implements Expected {}

        record OfTcp(Heard text) implements Expected {}
    }

    private static final MappingForm<Expected> IN_FULL = MappingForm.of(
            "a mapping such as {status: 200, body: ok}",
            List.of(STATUS, BODY, BODY_REGEX, HEADERS, JSON, IDENTITY),
            fields -> Optional.of(new Expected.OfHttp(new HttpExpectation(
                    fields.get(STATUS),
                    fields.get(BODY),
                    fields.get(BODY_REGEX),
                    fields.get(HEADERS).map(HeadersForm::byName),
                    fields.get(JSON).map(HeadersForm::byName),
                    fields.get(IDENTITY).map(HeadersForm::byName)))));

    private static final Key<Located<Expected>> KEY = Key.optional(
            "expect",
            new EitherForm<>(TcpCheckForm.HEARD.map(text -> (Expected) new Expected.OfTcp(text)), IN_FULL).located(),
            "What the answer must have: a mapping over HTTP; over TCP a text, or with a tilde in front an RE2 expression.");

    static final OwnKey<HttpExpectation> OF_HTTP = new OwnKey<>(
            KEY,
            fields -> fields.get(KEY)
                    .flatMap(at -> at.value() instanceof Expected.OfHttp http
                            ? Optional.of(new Located<>(http.expectation(), at.place(), at.path()))
                            : Optional.empty()),
            HttpExpectation::over);

    static final OwnKey<Heard> OF_TCP = new OwnKey<>(
            KEY,
            fields -> fields.get(KEY)
                    .flatMap(at -> at.value() instanceof Expected.OfTcp tcp
                            ? Optional.of(new Located<>(tcp.text(), at.place(), at.path()))
                            : Optional.empty()),
            (near, far) -> near);

    private ExpectForm() {}
}
