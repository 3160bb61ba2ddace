package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes {@code check:}: what every kind has, and then each kind's own. */
final class CheckForm {
    static final ScalarForm<Duration> INTERVAL_FORM = Scalars.duration(Duration.ofMillis(50), Duration.ofDays(1));
    static final ScalarForm<Duration> TIMEOUT_FORM = Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(1));

    private static final Key<WrittenCheck.Type> TYPE = Key.optional(
            "type",
            Scalars.word("a type of check", List.of(WrittenCheck.Type.values()), WrittenCheck.Type::word),
            "The kind of check, free of the section; default: the section's own.");
    private static final Key<Duration> INTERVAL = Key.optional(
            "interval", INTERVAL_FORM, "From the start of a check to the start of the next; default: health_checks.");
    private static final Key<Duration> TIMEOUT = Key.optional(
            "timeout", TIMEOUT_FORM, "For the whole check, name resolution included; default: health_checks.");
    private static final Key<String> ADDRESS = Key.optional(
            "address", Scalars.HOST, "The host that is checked, when that is not the one that gets the traffic.");
    private static final Key<Integer> PORT = Key.optional(
            "port", Scalars.PORT, "The port that is checked, when that is not the one that gets the traffic.");

    static final Form<WrittenCheck> FORM = MappingForm.of(
            "a mapping such as {type: http, path: /_healthz}",
            Stream.of(
                            List.<Key<?>>of(TYPE),
                            HttpCheckForm.KEYS,
                            TcpCheckForm.KEYS,
                            ExpectForm.KEYS,
                            List.<Key<?>>of(ADDRESS, PORT, INTERVAL, TIMEOUT))
                    .<Key<?>>flatMap(List::stream)
                    .toList(),
            CheckForm::build);

    private CheckForm() {}

    private static Optional<WrittenCheck> build(Fields fields) {
        CommonPart common =
                new CommonPart(fields.get(INTERVAL), fields.get(TIMEOUT), fields.get(ADDRESS), fields.get(PORT));
        WrittenCheck check =
                new WrittenCheck(fields.get(TYPE), common, HttpCheckForm.part(fields), TcpCheckForm.part(fields));
        check.type().ifPresent(type -> refuseUnfit(check, type, fields.where().problems()));
        return Optional.of(check);
    }

    /** Tells about fields of this level that a check of the type cannot have. */
    static void refuseUnfit(WrittenCheck check, WrittenCheck.Type type, Problems problems) {
        for (WrittenCheck.Type other : WrittenCheck.Type.values()) {
            if (other == type) {
                continue;
            }
            check.writtenFor(other)
                    .forEach(unfit -> problems.add(
                            unfit.place(),
                            unfit.path() + ": does not fit a check of type " + type.word() + ", expected type: "
                                    + other.word()));
        }
    }
}
