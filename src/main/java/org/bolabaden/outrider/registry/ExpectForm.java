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

    /** What is expected, of an answer over one or the other. */
    private sealed interface Expected {
        record OfHttp(HttpExpectation expectation) implements Expected {}

        record OfTcp(Octets text) implements Expected {}
    }

    private static final MappingForm<Expected> IN_FULL = MappingForm.of(
            "a mapping with status or body",
            List.of(STATUS, BODY),
            fields -> Optional.of(new Expected.OfHttp(new HttpExpectation(fields.get(STATUS), fields.get(BODY)))));

    private static final Key<Located<Expected>> KEY = Key.optional(
            "expect",
            new EitherForm<>(TcpCheckForm.OCTETS.map(text -> (Expected) new Expected.OfTcp(text)), IN_FULL).located(),
            "What the answer must have: status and body over HTTP, a text that its first 64 KiB contain over TCP.");

    static final OwnKey<HttpExpectation> OF_HTTP = new OwnKey<>(
            KEY,
            fields -> fields.get(KEY)
                    .flatMap(at -> at.value() instanceof Expected.OfHttp http
                            ? Optional.of(new Located<>(http.expectation(), at.place(), at.path()))
                            : Optional.empty()),
            HttpExpectation::over);

    static final OwnKey<Octets> OF_TCP = new OwnKey<>(
            KEY,
            fields -> fields.get(KEY)
                    .flatMap(at -> at.value() instanceof Expected.OfTcp tcp
                            ? Optional.of(new Located<>(tcp.text(), at.place(), at.path()))
                            : Optional.empty()),
            (near, far) -> near);

    private ExpectForm() {}
}
