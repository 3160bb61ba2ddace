package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.Yaml.Scalar;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the library's graph into our tree: follows aliases within a budget, and refuses what no file of ours may have. */
final class TreeBuilder {
    // Counted again with every alias followed: a bomb of ten lines asks for billions.
    private static final int MOST_VALUES = BoundedComposer.MOST_VALUES;
    private static final Map<Tag, Scalar.Type> TYPES = Map.of(
            Tag.STR, Scalar.Type.TEXT,
            Tag.INT, Scalar.Type.WHOLE_NUMBER,
            Tag.FLOAT, Scalar.Type.NUMBER,
            Tag.BOOL, Scalar.Type.TRUTH,
            Tag.NULL, Scalar.Type.NOTHING);

    private final Path file;
    private final Problems problems;
    private int values;

    TreeBuilder(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Optional<Yaml> build(Node root) {
        return Optional.of(value(root, 0)).filter(tree -> !(tree instanceof Yaml.Refused));
    }

    private Yaml value(Node node, int depth) {
        Place place = place(node);
        if (node.isRecursive() || depth > BoundedComposer.DEEPEST) {
            problems.add(place, "refers to itself, expected a value that ends");
            return new Yaml.Refused(place);
        }
        if (++values > MOST_VALUES) {
            if (values == MOST_VALUES + 1) {
                problems.add(place, "more than " + MOST_VALUES + " values, expected fewer (do aliases multiply?)");
            }
            return new Yaml.Refused(place);
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, place).<Yaml>map(s -> s).orElse(new Yaml.Refused(place));
            case SequenceNode sequence when sequence.getTag().equals(Tag.SEQ) -> sequence(sequence, place, depth);
            case MappingNode mapping when mapping.getTag().equals(Tag.MAP) -> mapping(mapping, place, depth);
            default -> {
                refuseTag(node, place);
                yield new Yaml.Refused(place);
            }
        };
    }

    private Optional<Scalar> scalar(ScalarNode node, Place place) {
        Scalar.Type type = TYPES.get(node.getTag());
        if (type == null) {
            refuseTag(node, place);
            return Optional.empty();
        }
        Optional<Integer> hidden =
                node.getValue().codePoints().filter(Visible::isHidden).boxed().findFirst();
        hidden.ifPresent(c -> problems.add(
                place, "the value has the invisible character U+%04X, expected visible text on one line".formatted(c)));
        return hidden.isPresent() ? Optional.empty() : Optional.of(new Scalar(place, node.getValue(), type));
    }

    private void refuseTag(Node node, Place place) {
        problems.add(place, "the tag " + node.getTag().getValue() + " is not supported, expected a plain value");
    }

    private Yaml.Sequence sequence(SequenceNode node, Place place, int depth) {
        List<Yaml> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(value(item, depth + 1));
        }
        return new Yaml.Sequence(place, items);
    }

    private Yaml.Mapping mapping(MappingNode node, Place place, int depth) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Optional<Scalar> key = key(tuple.getKeyNode());
            Yaml value = value(tuple.getValueNode(), depth + 1);
            key.ifPresent(k -> {
                Yaml.Entry first = entries.get(k.text());
                if (first != null) {
                    problems.add(
                            k.place(),
                            "duplicate key " + k.shown() + ", already at "
                                    + first.key().place());
                    return;
                }
                entries.put(k.text(), new Yaml.Entry(k, value));
            });
        }
        return new Yaml.Mapping(place, List.copyOf(entries.values()));
    }

    private Optional<Scalar> key(Node node) {
        if (node instanceof ScalarNode scalar) {
            if (scalar.getTag().equals(Tag.STR)) {
                return scalar(scalar, place(node));
            }
            problems.add(
                    place(node),
                    "the key " + Visible.text(scalar.getValue()) + " is not text, expected a name (in quotes)");
            return Optional.empty();
        }
        problems.add(place(node), "the key is not text, expected a name");
        return Optional.empty();
    }

    private Place place(Node node) {
        return node.getStartMark()
                .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Place.startOf(file));
    }
}
