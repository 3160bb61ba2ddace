package org.bolabaden.outrider.traefik;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BoundedComposer;
import org.bolabaden.outrider.traefik.Value.Entry;
import org.bolabaden.outrider.traefik.Value.Items;
import org.bolabaden.outrider.traefik.Value.Nothing;
import org.bolabaden.outrider.traefik.Value.Scalar;
import org.bolabaden.outrider.traefik.Value.Table;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a file as Traefik's own YAML reader does, and says where that would refuse it. */
final class ValueReader {
    // A service takes some 60 values: room for 10,000 of them.
    private static final int MOST_VALUES = 600_000;
    private static final int LARGEST = 64 << 20;
    private static final String MERGE = "<<";

    private final Findings findings;
    private int values;

    private ValueReader(Findings findings) {
        this.findings = findings;
    }

    /** The file's mapping, an empty one if it says nothing; empty when it cannot be read, which was told. */
    static Optional<Table> read(String text, Findings findings) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(LARGEST)
                // Values are counted instead, with every alias followed.
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .build();
        try {
            BoundedComposer documents = new BoundedComposer(settings, text, MOST_VALUES);
            if (!documents.hasNext()) {
                return Optional.of(new Table(1, Map.of()));
            }
            Optional<Table> root = root(new ValueReader(findings).value(documents.next()), findings);
            if (documents.hasNext()) {
                findings.add(line(documents.next()), "a second document begins, of which Traefik reads nothing");
                return Optional.empty();
            }
            return root;
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

    private static Optional<Table> root(Value value, Findings findings) {
        return switch (value) {
            case Table table -> Optional.of(table);
            case Nothing nothing -> Optional.of(new Table(1, Map.of()));
            case Items items -> misfit(items, findings);
            case Scalar scalar -> misfit(scalar, findings);
        };
    }

    private static Optional<Table> misfit(Value value, Findings findings) {
        findings.add(value.line(), "is " + value.shown() + ", expected a mapping with http, tcp, udp or tls");
        return Optional.empty();
    }

    private Value value(Node node) {
        int line = line(node);
        if (node.isRecursive() || ++values > MOST_VALUES) {
            throw new YamlEngineException("aliases refer to themselves or multiply beyond " + MOST_VALUES + " values");
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Nothing(line);
            case ScalarNode scalar -> new Scalar(line, scalar.getValue());
            case SequenceNode sequence ->
                new Items(line, sequence.getValue().stream().map(this::value).toList());
            case MappingNode mapping -> table(mapping, line);
            default -> throw new YamlEngineException("line " + line + " has a value that is not supported");
        };
    }

    private Table table(MappingNode mapping, int line) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<Value> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(line(tuple.getKeyNode()), "a key is not text, expected a name");
                continue;
            }
            Value value = value(tuple.getValueNode());
            if (key.getValue().equals(MERGE) && key.getScalarStyle() == ScalarStyle.PLAIN) {
                merged.add(value);
            } else if (!isText(key)) {
                findings.add(line(key), "the key " + key.getValue() + " is not text: put it in quotes");
            } else if (entries.putIfAbsent(key.getValue(), new Entry(line(key), value)) != null) {
                findings.add(line(key), "duplicate key '" + key.getValue() + "'");
            }
        }
        merged.forEach(value -> merge(value, entries));
        return new Table(line, entries);
    }

    // Only numbers matter: whatever else a key may be, Traefik's reader makes the same text of it.
    private static boolean isText(ScalarNode key) {
        return key.getTag().equals(Tag.STR);
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

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
