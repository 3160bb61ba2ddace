package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private static final Form<List<WrittenCheck>> PARTS = new ListForm<>(
            MappingForm.of(
                            "a mapping such as {type: tcp, port: 9000}",
                            keys(Stream.of(ADDRESS, PORT, TIMEOUT)),
                            fields -> Optional.of(one(fields, Optional.empty(), Optional.empty())))
                    .refusing(Map.of(
                            "interval", "belongs to the whole check, beside all or any",
                            "all", "cannot be inside all or any",
                            "any", "cannot be inside all or any")),
            1,
            "a list of checks such as [{path: /_healthz}, {type: tcp, port: 9000}]");

    private static final Key<Located<List<WrittenCheck>>> ALL = Key.optional(
            "all",
            PARTS.located(),
            "Up to 16 checks at once that must all pass; each is this check with its own keys (all but interval) laid over it.");
    private static final Key<Located<List<WrittenCheck>>> ANY =
            Key.optional("any", PARTS.located(), "The same, of which one must pass.");

    static final Form<WrittenCheck> FORM = MappingForm.of(
            "a mapping such as {type: http, path: /_healthz}",
            keys(Stream.of(ALL, ANY, ADDRESS, PORT, INTERVAL, TIMEOUT)),
            fields -> Optional.of(one(fields, fields.get(INTERVAL), parts(fields))));

    private CheckForm() {}

    private static List<Key<?>> keys(Stream<Key<?>> common) {
        return Stream.of(Stream.of(TYPE), CheckType.ownKeys().stream().map(OwnKey::key), common)
                .<Key<?>>flatMap(keys -> keys)
                .distinct()
                .toList();
    }

    private static WrittenCheck one(Fields fields, Optional<Duration> interval, Optional<WrittenParts> parts) {
        CommonPart common = new CommonPart(interval, fields.get(TIMEOUT), fields.get(ADDRESS), fields.get(PORT));
        WrittenCheck check =
                new WrittenCheck(fields.get(TYPE), common, OwnFields.read(CheckType.ownKeys(), fields), parts);
        check.type().ifPresent(type -> check.refuseUnfit(type, fields.where().problems()));
        return check;
    }

    private static Optional<WrittenParts> parts(Fields fields) {
        Optional<Located<List<WrittenCheck>>> all = fields.get(ALL);
        Optional<Located<List<WrittenCheck>>> any = fields.get(ANY);
        if (fields.has(ALL) && fields.has(ANY)) {
            fields.where().error(fields.mapping().place(), "both all and any, expected one of them");
        }
        all.or(() -> any)
                .filter(written -> written.value().size() > Check.Several.MOST)
                .ifPresent(written -> fields.where()
                        .error(written.place(), "too many checks, expected at most " + Check.Several.MOST));
        return all.map(written -> parts(Check.Several.Mode.ALL, written.value()))
                .or(() -> any.map(written -> parts(Check.Several.Mode.ANY, written.value())))
                .filter(written -> !written.parts().isEmpty());
    }

    private static WrittenParts parts(Check.Several.Mode mode, List<WrittenCheck> written) {
        return new WrittenParts(mode, written.stream().limit(Check.Several.MOST).toList());
    }
}
