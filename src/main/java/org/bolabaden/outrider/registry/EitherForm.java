package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A value that is written in one word, or in full.
 *
 * @param brief the word
 * @param full the mapping
 */
record EitherForm<T>(ScalarForm<T> brief, MappingForm<T> full) implements Form<T> {
    @Override
    public Optional<T> decode(Yaml value, Where where) {
        return switch (value) {
            case Yaml.Scalar scalar when scalar.type() != Yaml.Scalar.Type.NOTHING -> brief.decode(scalar, where);
            case Yaml.Mapping mapping -> full.decode(mapping, where);
            default -> {
                where.unexpected(value, expected());
                yield Optional.empty();
            }
        };
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode forms = node.putArray("anyOf");
        forms.add(brief.schema());
        forms.add(full.schema());
        return node;
    }

    @Override
    public String expected() {
        return brief.expected() + ", or " + full.expected();
    }
}
