package org.bolabaden.outrider.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A document of the corpus with some of its values replaced, doubled, moved or left out: always JSON. */
public final class JsonGrammar implements Grammar {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_ITEMS = 3_000;

    @Override
    public byte[] write(RandomGenerator random, Corpus corpus) {
        try {
            JsonNode root = read(corpus.any(random));
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                root = changed(root, random, corpus);
            }
            return JSON.writeValueAsBytes(root);
        } catch (IOException impossible) {
            throw new IllegalStateException("what was built can be written", impossible);
        }
    }

    private static JsonNode read(byte[] document) {
        try {
            JsonNode root = JSON.readTree(document);
            return root == null || root.isMissingNode() ? NODES.objectNode() : root;
        } catch (IOException broken) {
            // An entry that is no JSON broke something once; it is an input of its own.
            return NODES.objectNode();
        }
    }

    private JsonNode changed(JsonNode node, RandomGenerator random, Corpus corpus) {
        boolean deeper = node.isContainerNode() && !node.isEmpty() && random.nextInt(6) > 0;
        if (!deeper) {
            return random.nextInt(4) == 0 ? node : value(random, corpus);
        }
        return node instanceof ObjectNode object ? object(object, random, corpus) : array(node, random, corpus);
    }

    private ObjectNode object(ObjectNode node, RandomGenerator random, Corpus corpus) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            names.add(field.getKey());
        }
        String name = names.get(random.nextInt(names.size()));
        JsonNode value = node.get(name);
        switch (random.nextInt(8)) {
            case 0 -> node.remove(name);
            case 1 -> node.set(Hostile.text(random), value);
            case 2 -> node.set(corpus.word(random), value);
            default -> node.set(name, changed(value, random, corpus));
        }
        return node;
    }

    private JsonNode array(JsonNode node, RandomGenerator random, Corpus corpus) {
        ArrayNode items = NODES.arrayNode();
        node.forEach(items::add);
        int at = random.nextInt(items.size());
        switch (random.nextInt(8)) {
            case 0 -> items.remove(at);
            case 1 -> {
                int times = random.nextInt(16) == 0 ? MOST_ITEMS : 1;
                JsonNode item = items.get(at);
                for (int i = 0; i < times; i++) {
                    items.add(item.deepCopy());
                }
            }
            default -> items.set(at, changed(items.get(at), random, corpus));
        }
        return items;
    }

    private static JsonNode value(RandomGenerator random, Corpus corpus) {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextInt(70_000) - 1_000);
            case 4 -> NODES.numberNode(new BigInteger("-" + "9".repeat(60)));
            case 5 -> NODES.numberNode(new BigDecimal("1e400"));
            case 6 -> NODES.objectNode();
            case 7 -> NODES.arrayNode();
            case 8 -> nested(1 + random.nextInt(60));
            case 9 -> NODES.textNode(corpus.word(random));
            case 10 -> NODES.textNode(Hostile.number(random));
            default ->
                NODES.textNode(
                        random.nextInt(20) == 0
                                ? Hostile.longLine(random)
                                : corpus.word(random) + Hostile.text(random));
        };
    }

    private static JsonNode nested(int depth) {
        JsonNode node = NODES.textNode("deep");
        for (int i = 0; i < depth; i++) {
            node = i % 2 == 0 ? NODES.arrayNode().add(node) : NODES.objectNode().set("a", node);
        }
        return node;
    }
}
