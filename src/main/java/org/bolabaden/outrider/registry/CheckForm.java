package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes {@code check:}: what every kind has, and then each kind's own. */
final class CheckForm {
    static final ScalarForm<Duration> INTERVAL_FORM = Scalars.duration(Duration.ofMillis(50), Duration.ofDays(1));
    static final ScalarForm<Duration> TIMEOUT_FORM = Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(1));

    private static final Key<CheckType> TYPE = Key.optional(
            "type",
            Scalars.word("a type of check", List.of(CheckType.values()), CheckType::word),
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
                            Stream.of(TYPE),
                            CheckType.ownKeys().stream().map(OwnKey::key),
                            Stream.of(ADDRESS, PORT, INTERVAL, TIMEOUT))
                    .<Key<?>>flatMap(keys -> keys)
                    .distinct()
                    .toList(),
            CheckForm::build);

    private CheckForm() {}

    private static Optional<WrittenCheck> build(Fields fields) {
        CommonPart common =
                new CommonPart(fields.get(INTERVAL), fields.get(TIMEOUT), fields.get(ADDRESS), fields.get(PORT));
        WrittenCheck check = new WrittenCheck(fields.get(TYPE), common, OwnFields.read(CheckType.ownKeys(), fields));
        check.type().ifPresent(type -> check.refuseUnfit(type, fields.where().problems()));
        return Optional.of(check);
    }
}
