package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event.Level;
import org.bolabaden.outrider.registry.Receiver.Pace;
import org.bolabaden.outrider.registry.Receiver.Selection;
import org.bolabaden.outrider.registry.Receiver.Target;

/** Describes {@code notify:}, the list of who is told. */
final class NotifyForm {
    private static final Key<Located<String>> NAME = Key.optional(
            "name",
            Scalars.matching("a receiver's name", "1 to 64 letters, digits, '.', '-' and '_'", "[A-Za-z0-9._-]{1,64}")
                    .located(),
            "What it is called in metrics, events and 'outrider notify'; default: its kind.");
    private static final Key<Target> WEBHOOK =
            Key.optional("webhook", TargetForms.WEBHOOK, "A program of your own, which is sent JSON.");
    private static final Key<Target> NTFY = Key.optional("ntfy", TargetForms.NTFY, "A topic of ntfy.");
    private static final Key<Target> DISCORD =
            Key.optional("discord", TargetForms.DISCORD, "A channel of Discord, by its webhook.");
    private static final Key<Target> SLACK =
            Key.optional("slack", TargetForms.SLACK, "A channel of Slack, by its incoming webhook.");
    private static final Key<Target> EMAIL = Key.optional("email", TargetForms.EMAIL, "Mail over SMTP.");
    private static final Key<Path> CA = Key.optional(
            "ca", FilePaths.FORM, "A PEM file with the authorities to trust; default: those of the system.");
    private static final Key<Level> MIN_LEVEL = Key.optional(
                    "min_level",
                    Scalars.word(
                            "a level",
                            List.of(Level.values()),
                            level -> level.name().toLowerCase(Locale.ROOT)),
                    "The least level of an event that is told.")
            .byDefault("warn");
    private static final Key<List<String>> EVENTS = Key.optional(
            "events",
            new ListForm<>(new EventNameForm(), 1, "a list of events' names"),
            "Which events are told, of those that are bad enough; default: all. The end of a problem that was told always is.");
    private static final ScalarForm<String> SERVICE = Scalars.matching(
            "the name of a service", "letters, digits, '.', '-' and '_'", "[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Key<List<Located<String>>> SERVICES = Key.optional(
            "services",
            new ListForm<>(SERVICE.located(), 1, "a list of services' names"),
            "Whose events are told; default: all services', and those of none in particular.");
    private static final Key<Duration> GROUP_FOR = Key.optional(
                    "group_for",
                    Scalars.duration(Duration.ZERO, Duration.ofHours(1)),
                    "How long a message waits for more to go with it.")
            .byDefault("10s");
    private static final Key<Duration> REPEAT_AFTER = Key.optional(
                    "repeat_after",
                    new ScalarForm<>(
                            "a duration in range",
                            "off, or a duration from 1m to 30d, such as 4h",
                            Set.of(Yaml.Scalar.Type.TEXT, Yaml.Scalar.Type.TRUTH),
                            NotifyForm::repetition,
                            schema -> schema.put("pattern", "^off$|" + DurationText.SCHEMA_PATTERN)
                                    .putArray("type")
                                    .add("string")
                                    .add("boolean"),
                            ScalarForm.Repeated.ALL),
                    "How often what is still bad is told again, or off.")
            .byDefault("4h");
    private static final Key<Integer> MOST_PER_HOUR = Key.optional(
                    "most_per_hour",
                    Scalars.wholeNumber("a number of messages", 1, 1_000),
                    "The most messages in any hour, half of them at once; what comes beyond it waits and goes as one.")
            .byDefault(20);

    private static final MappingForm<Located<Receiver>> RECEIVER = MappingForm.of(
                    "a mapping such as {ntfy: {url: \"https://ntfy.sh/TOPIC\"}}",
                    List.of(
                            NAME,
                            WEBHOOK,
                            NTFY,
                            DISCORD,
                            SLACK,
                            EMAIL,
                            CA,
                            MIN_LEVEL,
                            EVENTS,
                            SERVICES,
                            GROUP_FOR,
                            REPEAT_AFTER,
                            MOST_PER_HOUR),
                    NotifyForm::build)
            .eitherOf(List.of(List.of(WEBHOOK), List.of(NTFY), List.of(DISCORD), List.of(SLACK), List.of(EMAIL)));

    static final Form<List<Receiver>> FORM = new Distinct(new ListForm<>(RECEIVER, 0, "a list of receivers"));

    private NotifyForm() {}

    private static Optional<Duration> repetition(String text) {
        if (text.equals("off") || text.equals("false")) {
            return Optional.of(Duration.ZERO);
        }
        return DurationText.parse(text)
                .filter(d -> d.compareTo(Duration.ofMinutes(1)) >= 0 && d.compareTo(Duration.ofDays(30)) <= 0);
    }

    private static Optional<Located<Receiver>> build(Fields fields) {
        Optional<Target> target = Stream.of(WEBHOOK, NTFY, DISCORD, SLACK, EMAIL)
                .flatMap(key -> fields.get(key).stream())
                .findFirst();
        Selection selection = new Selection(
                fields.get(MIN_LEVEL).orElse(Selection.DEFAULT.minLevel()),
                Set.copyOf(fields.get(EVENTS).orElse(List.of())),
                services(fields));
        Pace pace = new Pace(
                fields.get(GROUP_FOR).orElse(Pace.DEFAULT.groupFor()),
                fields.get(REPEAT_AFTER).orElse(Pace.DEFAULT.repeatAfter()),
                fields.get(MOST_PER_HOUR).orElse(Pace.DEFAULT.mostPerHour()));
        return target.map(to -> new Located<>(
                new Receiver(
                        fields.get(NAME).map(Located::value).orElse(to.kind()), to, fields.get(CA), selection, pace),
                fields.get(NAME).map(Located::place).orElse(fields.mapping().place()),
                fields.where().path()));
    }

    private static Set<ServiceName> services(Fields fields) {
        Set<ServiceName> names = new HashSet<>();
        fields.get(SERVICES).orElse(List.of()).forEach(written -> names.add(new ServiceName(written.value())));
        return names;
    }

    /** The list, in which no two have the same name. */
    private record Distinct(ListForm<Located<Receiver>> list) implements Form<List<Receiver>> {
        @Override
        public Optional<List<Receiver>> decode(Yaml value, Where where) {
            Optional<List<Located<Receiver>>> decoded = list.decode(value, where);
            Set<String> names = new HashSet<>();
            decoded.orElse(List.of()).forEach(receiver -> {
                String name = receiver.value().name();
                if (!names.add(name)) {
                    where.problems()
                            .add(
                                    receiver.place(),
                                    receiver.path() + ": another receiver is called '" + name
                                            + "' too, expected a 'name' of its own");
                }
            });
            return decoded.map(all -> all.stream().map(Located::value).toList());
        }

        @Override
        public ObjectNode schema() {
            return list.schema();
        }

        @Override
        public String expected() {
            return list.expected();
        }
    }
}
