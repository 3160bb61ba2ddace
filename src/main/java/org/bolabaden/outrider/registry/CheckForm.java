package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.WrittenCheck.Expectation;
import org.bolabaden.outrider.registry.WrittenCheck.HttpPart;

/** Describes {@code check:}. */
final class CheckForm {
    static final ScalarForm<Duration> INTERVAL_FORM = Scalars.duration(Duration.ofMillis(50), Duration.ofDays(1));
    static final ScalarForm<Duration> TIMEOUT_FORM = Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(1));

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
    private static final Form<Expectation> EXPECTATION = MappingForm.of(
            "a mapping with status or body",
            List.of(STATUS, BODY),
            fields -> Optional.of(new Expectation(fields.get(STATUS), fields.get(BODY))));

    private static final Key<WrittenCheck.Type> TYPE = Key.optional(
            "type",
            Scalars.word("a type of check", List.of(WrittenCheck.Type.values()), WrittenCheck.Type::word),
            "The kind of check, free of the section; default: the section's own.");
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
    private static final Key<Located<Expectation>> EXPECT =
            Key.optional("expect", EXPECTATION.located(), "What the answer to a check over HTTP must have.");
    private static final Key<Duration> INTERVAL = Key.optional(
            "interval", INTERVAL_FORM, "From the start of a check to the start of the next; default: health_checks.");
    private static final Key<Duration> TIMEOUT = Key.optional(
            "timeout", TIMEOUT_FORM, "For the whole check, name resolution included; default: health_checks.");

    static final Form<WrittenCheck> FORM = MappingForm.of(
            "a mapping such as {type: http, path: /_healthz}",
            List.of(TYPE, PATH, METHOD, HOST, EXPECT, INTERVAL, TIMEOUT),
            CheckForm::build);

    private CheckForm() {}

    private static Optional<WrittenCheck> build(Fields fields) {
        HttpPart http = new HttpPart(fields.get(PATH), fields.get(METHOD), fields.get(HOST), fields.get(EXPECT));
        WrittenCheck check = new WrittenCheck(fields.get(TYPE), fields.get(INTERVAL), fields.get(TIMEOUT), http);
        check.type().ifPresent(type -> refuseUnfit(check, type, fields.where().problems()));
        return Optional.of(check);
    }

    /** Tells about fields of this level that a check of the type cannot have. */
    static void refuseUnfit(WrittenCheck check, WrittenCheck.Type type, Problems problems) {
        if (type == WrittenCheck.Type.HTTP) {
            return;
        }
        HttpPart http = check.http();
        List.of(http.path(), http.method(), http.host(), http.expect())
                .forEach(field -> field.ifPresent(unfit -> problems.add(
                        unfit.place(),
                        unfit.path() + ": does not fit a check of type " + type.word() + ", expected type: http")));
    }
}
