package org.bolabaden.outrider.traefik;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.traefik.Value.Entry;
import org.bolabaden.outrider.traefik.Value.Items;
import org.bolabaden.outrider.traefik.Value.Nothing;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a file as Traefik's own YAML reader does, and says where that would refuse it.
 *
 * <p>Of the library only the events are used: its tree of nodes takes several times the memory of ours, and a file for
 * 5,000 services has 6 MB.
 */
final class ValueReader {
    // A service takes some 60 values: room for 10,000 of them. An alias counts as everything that it stands for.
    private static final int MOST_VALUES = 600_000;
    private static final int DEEPEST = 40;
    private static final int LARGEST = 64 << 20;
    private static final String MERGE = "<<";

    private final Findings findings;
    private final ParserImpl events;
    private final ScalarResolver resolver;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int values;
    private int depth;

    private ValueReader(String text, Findings findings) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(LARGEST)
                .build();
        this.findings = findings;
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
        this.resolver = settings.getSchema().getScalarResolver();
    }

    /** What an alias stands for, and how many values that is. */
    private record Anchored(Value value, int size) {}

    /** The file's mapping, an empty one if it says nothing; empty when it cannot be read, which was told. */
    static Optional<Table> read(String text, Findings findings) {
        try {
            return new ValueReader(text, findings).file();
        } catch (MarkedYamlEngineException malformed) {
            int line = malformed
                    .getProblemMark()
                    .or(malformed::getContextMark)
                    .map(Mark::getLine)
                    .orElse(0);
            findings.add(line + 1, "not valid YAML: " + malformed.getProblem());
        } catch (YamlEngineException malformed) {
            findings.add(1, "not valid YAML: " + malformed.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Table> file() {
        events.next();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return Optional.of(new Table(1, Map.of()));
        }
        events.next();
        Value root = value();
        events.next();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            findings.add(line(events.peekEvent()), "a second document begins, of which Traefik reads nothing");
            return Optional.empty();
        }
        return switch (root) {
            case Table table -> Optional.of(table);
            case Nothing nothing -> Optional.of(new Table(1, Map.of()));
            case Items items -> misfit(items);
            case Scalar scalar -> misfit(scalar);
        };
    }

    private Optional<Table> misfit(Value value) {
        findings.add(value.line(), "is " + value.shown() + ", expected a mapping with http, tcp, udp or tls");
        return Optional.empty();
    }

    private Value value() {
        Event event = events.next();
        int before = values;
        count(event, 1);
        return switch (event) {
            case AliasEvent alias -> aliased(alias);
            case ScalarEvent scalar -> keep(scalar.getAnchor(), scalar(scalar), before);
            case SequenceStartEvent sequence -> keep(sequence.getAnchor(), items(line(sequence)), before);
            case MappingStartEvent mapping -> keep(mapping.getAnchor(), table(line(mapping)), before);
            default -> throw new YamlEngineException("expected a value in line " + line(event));
        };
    }

    private void count(Event event, int more) {
        values += more;
        if (values > MOST_VALUES) {
            throw new YamlEngineException("line " + line(event) + " begins the value after " + MOST_VALUES
                    + ", expected fewer (do aliases multiply?)");
        }
    }

    private Value keep(Optional<Anchor> anchor, Value value, int before) {
        anchor.ifPresent(name -> anchors.put(name, new Anchored(value, values - before)));
        return value;
    }

    private Value aliased(AliasEvent alias) {
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            throw new YamlEngineException(
                    "line " + line(alias) + " refers to *" + alias.getAlias() + ", which is not there before it");
        }
        count(alias, anchored.size());
        return anchored.value();
    }

    private Value scalar(ScalarEvent event) {
        return tag(event).equals(Tag.NULL) ? new Nothing(line(event)) : new Scalar(line(event), event.getValue());
    }

    private Tag tag(ScalarEvent event) {
        boolean plain = event.getImplicit().canOmitTagInPlainScalar();
        return event.getTag().map(Tag::new).orElseGet(() -> resolver.resolve(event.getValue(), plain));
    }

    private Items items(int line) {
        deeper(line);
        List<Value> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(value());
        }
        events.next();
        depth--;
        return new Items(line, items);
    }

    private Table table(int line) {
        deeper(line);
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Value> merged = new ArrayList<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Event key = events.peekEvent();
            Value name = value();
            Value value = value();
            if (!(key instanceof ScalarEvent scalar) || !(name instanceof Scalar text)) {
                findings.add(line(key), "a key is not text, expected a name");
            } else if (text.text().equals(MERGE) && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
                merged.add(value);
            } else if (!tag(scalar).equals(Tag.STR)) {
                findings.add(text.line(), "the key " + text.text() + " is not text: put it in quotes");
            } else if (entries.putIfAbsent(text.text(), new Entry(text.line(), value)) != null) {
                findings.add(text.line(), "duplicate key " + text.shown());
            }
        }
        events.next();
        depth--;
        merged.forEach(value -> merge(value, entries));
        return new Table(line, entries);
    }

    private void deeper(int line) {
        if (++depth > DEEPEST) {
            throw new YamlEngineException("line " + line + " is nested more than " + DEEPEST + " levels deep");
        }
    }

    /** What a mapping says itself goes before what it merges. */
    private void merge(Value value, Map<String, Entry> into) {
        switch (value) {
            case Table table -> table.entries().forEach(into::putIfAbsent);
            case Items items -> items.values().forEach(item -> merge(item, into));
            case Scalar scalar -> findings.add(scalar.line(), "'<<' merges a mapping, not " + scalar.shown());
            case Nothing nothing -> findings.add(nothing.line(), "'<<' merges a mapping, not nothing");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
