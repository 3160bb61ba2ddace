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
        record OfHttp(HttpPart.Expectation expectation) implements Expected {}

        record OfTcp(Octets text) implements Expected {}
    }

    private static final MappingForm<Expected> OF_HTTP = MappingForm.of(
            "a mapping with status or body",
            List.of(STATUS, BODY),
            fields -> Optional.of(new Expected.OfHttp(new HttpPart.Expectation(fields.get(STATUS), fields.get(BODY)))));

    private static final Key<Located<Expected>> KEY = Key.optional(
            "expect",
            new EitherForm<>(TcpCheckForm.OCTETS.map(text -> (Expected) new Expected.OfTcp(text)), OF_HTTP).located(),
            "What the answer must have: status and body over HTTP, a text that its first 64 KiB contain over TCP.");

    static final List<Key<?>> KEYS = List.of(KEY);

    private ExpectForm() {}

    static Optional<Located<HttpPart.Expectation>> ofHttp(Fields fields) {
        return fields.get(KEY)
                .flatMap(at -> at.value() instanceof Expected.OfHttp http
                        ? Optional.of(new Located<>(http.expectation(), at.place(), at.path()))
                        : Optional.empty());
    }

    static Optional<Located<Octets>> ofTcp(Fields fields) {
        return fields.get(KEY)
                .flatMap(at -> at.value() instanceof Expected.OfTcp tcp
                        ? Optional.of(new Located<>(tcp.text(), at.place(), at.path()))
                        : Optional.empty());
    }
}
