package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.NodeSettings.Events;

/** Describes {@code events:}. */
final class EventsForm {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(kB|MB|GB)");
    private static final long LEAST = 100_000;
    private static final long MOST = 100_000_000_000L;
    private static final ScalarForm<Long> SIZE_FORM = ScalarForm.text(
            "a size in range",
            "a size from 100kB to 100GB, such as 500kB, 10MB or 1GB",
            text -> bytes(text).filter(bytes -> bytes >= LEAST && bytes <= MOST),
            schema -> schema.put("pattern", "^" + SIZE.pattern() + "$"));

    private static final Key<Path> FILE = Key.optional(
            "file", FilePaths.FORM, "A file that has each line of the event log too; its directory must be there.");
    private static final Key<Long> MAX_SIZE = Key.optional(
                    "max_size", SIZE_FORM, "How large it may become before the next one is begun.")
            .byDefault("10MB");
    private static final Key<Integer> KEEP = Key.optional(
                    "keep",
                    Scalars.wholeNumber("a number of files", 0, 100),
                    "How many earlier ones are kept beside it, as FILE.1 (the newest), FILE.2 and so on.")
            .byDefault(Events.DEFAULT.keep());

    static final Form<Events> FORM = MappingForm.of(
            "a mapping such as {file: /var/log/outrider/events.jsonl, max_size: 10MB, keep: 5}",
            List.of(FILE, MAX_SIZE, KEEP),
            fields -> Optional.of(new Events(
                    fields.get(FILE),
                    fields.get(MAX_SIZE).orElse(Events.DEFAULT.maxSize()),
                    fields.get(KEEP).orElse(Events.DEFAULT.keep()))));

    private EventsForm() {}

    private static Optional<Long> bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long unit =
                switch (size.group(2)) {
                    case "kB" -> 1_000L;
                    case "MB" -> 1_000_000L;
                    default -> 1_000_000_000L;
                };
        return Optional.of(Long.parseLong(size.group(1)) * unit);
    }
}
