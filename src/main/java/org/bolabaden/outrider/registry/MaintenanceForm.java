package org.bolabaden.outrider.registry;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.MaintenanceWindow.Once;
import org.bolabaden.outrider.registry.MaintenanceWindow.Recurring;
import org.bolabaden.outrider.registry.MaintenanceWindow.Span;
import org.bolabaden.outrider.registry.MaintenanceWindow.Timing;

/** Describes {@code maintenance:}. */
final class MaintenanceForm {
    private static final String OFFSET = "(Z|[+-][0-9]{2}:[0-9]{2})";
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private static final ScalarForm<Instant> INSTANT = ScalarForm.text(
            "a time",
            "a date and time with its offset such as 2026-12-01T03:00Z or 2026-12-01T04:00+01:00",
            parsing(text -> OffsetDateTime.parse(text).toInstant()),
            schema -> schema.put(
                    "pattern",
                    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?" + OFFSET + "$"));
    private static final ScalarForm<LocalTime> TIME_OF_DAY = Scalars.matching(
                    "a time of day", "hours and minutes such as 03:00", "([01][0-9]|2[0-3]):[0-5][0-9]")
            .map(LocalTime::parse);
    private static final ScalarForm<DayOfWeek> DAY =
            Scalars.word("a day", List.of(DayOfWeek.values()), MaintenanceForm::word);
    private static final ScalarForm<ZoneId> ZONE = ScalarForm.text(
            "a time zone",
            "a name of the time zone database such as Europe/Berlin, or UTC",
            text -> Optional.of(text).filter(ZONES::contains).map(ZoneId::of),
            schema -> schema.put("pattern", "^[A-Za-z0-9_+/-]{1,64}$"));

    private static final Key<Instant> FROM = Key.optional("from", INSTANT, "When it begins, for one that comes once.");
    private static final Key<Instant> UNTIL = Key.optional("until", INSTANT, "When it ends, for one that comes once.");
    private static final Key<List<DayOfWeek>> DAYS = Key.optional(
            "days",
            new ListForm<>(DAY, 1, "a list of days such as [sat, sun]"),
            "The days on which a recurring one begins; default: every day.");
    private static final Key<LocalTime> AT =
            Key.optional("at", TIME_OF_DAY, "When a recurring one begins, by the clocks of its time zone.");
    private static final Key<Duration> FOR = Key.optional(
            "for", Scalars.duration(Recurring.SHORTEST, Recurring.LONGEST), "How long a recurring one lasts.");
    private static final Key<ZoneId> TIMEZONE = Key.optional("timezone", ZONE, "Whose clocks a recurring one goes by.")
            .byDefault("UTC");
    private static final Key<Mode> MODE = Key.optional(
                    "mode",
                    Scalars.word("a mode", List.of(Mode.values()), Mode::key),
                    "Mutes events alone, or gives no new sessions as well while somebody else can serve.")
            .byDefault(Mode.MUTE.key());
    private static final Key<String> REASON = Key.optional(
            "reason",
            ScalarForm.text(
                    "a reason",
                    "a text of 1 to 200 characters",
                    text -> Optional.of(text).filter(t -> !t.isBlank() && t.length() <= 200),
                    schema -> schema.put("minLength", 1).put("maxLength", 200)),
            "What it is for, shown in events and reasons.");

    private static final Form<MaintenanceWindow> WINDOW = MappingForm.of(
                    "a mapping such as {at: \"03:00\", for: 1h, timezone: Europe/Berlin}",
                    List.of(FROM, UNTIL, DAYS, AT, FOR, TIMEZONE, MODE, REASON),
                    MaintenanceForm::build)
            .eitherOf(List.of(List.of(FROM, UNTIL), List.of(AT, FOR)));

    /** The key, on a service and on a node. */
    static final Key<List<MaintenanceWindow>> KEY = Key.optional(
            "maintenance",
            new ListForm<>(WINDOW, 0, "a list of windows such as [{days: [sun], at: \"03:00\", for: 1h}]"),
            "Times in which trouble is expected, so that events are muted.");

    private MaintenanceForm() {}

    private static Optional<MaintenanceWindow> build(Fields fields) {
        return timing(fields)
                .map(timing -> new MaintenanceWindow(timing, fields.get(MODE).orElse(Mode.MUTE), fields.get(REASON)));
    }

    private static Optional<Timing> timing(Fields fields) {
        Optional<Timing> once =
                fields.get(FROM).flatMap(from -> fields.get(UNTIL).flatMap(until -> once(fields, from, until)));
        Optional<Timing> recurring =
                fields.get(AT).flatMap(at -> fields.get(FOR).map(length -> recurring(fields, at, length)));
        return once.or(() -> recurring);
    }

    private static Optional<Timing> once(Fields fields, Instant from, Instant until) {
        for (Key<?> key : List.of(DAYS, TIMEZONE)) {
            fields.mapping()
                    .find(key.name())
                    .ifPresent(entry -> fields.where()
                            .error(
                                    entry.key().place(),
                                    "'" + key.name()
                                            + "' belongs to a window with at and for, expected from and until alone"));
        }
        if (until.isAfter(from)) {
            return Optional.of(new Once(new Span(from, until)));
        }
        fields.mapping()
                .find(UNTIL.name())
                .ifPresent(entry -> fields.where()
                        .key(UNTIL.name())
                        .error(
                                entry.value().place(),
                                entry.value().shown() + " is not after 'from', expected a later time"));
        return Optional.empty();
    }

    private static Timing recurring(Fields fields, LocalTime at, Duration length) {
        Set<DayOfWeek> days = fields.get(DAYS)
                .filter(named -> !named.isEmpty())
                .<Set<DayOfWeek>>map(EnumSet::copyOf)
                .orElse(EnumSet.allOf(DayOfWeek.class));
        return new Recurring(days, at, length, fields.get(TIMEZONE).orElse(ZoneOffset.UTC));
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static <T> Function<String, Optional<T>> parsing(Function<String, T> parser) {
        return text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (DateTimeException refused) {
                return Optional.empty();
            }
        };
    }
}
