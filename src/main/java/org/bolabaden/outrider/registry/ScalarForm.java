package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/**
 * A single value.
 *
 * @param noun what it is, as in "is not a port"
 * @param expected what is expected, as in "a whole number from 1 to 65535"
 * @param types which YAML types it may be written as
 * @param parser returns empty, or throws {@link IllegalArgumentException}, for a text that is not one
 * @param schemaWriter fills in its JSON Schema
 * @param repeated which values an error may repeat
 */
record ScalarForm<T>(
        String noun,
        String expected,
        Set<Scalar.Type> types,
        Function<String, Optional<T>> parser,
        Consumer<ObjectNode> schemaWriter,
        Repeated repeated)
        implements Form<T> {

    /** Which values an error may repeat. */
    enum Repeated {
        ALL,
        /** Not one with an at sign or a query, which may hold a credential. */
        HARMLESS,
        NONE;

        private boolean covers(String text) {
            return switch (this) {
                case ALL -> true;
                case HARMLESS -> text.indexOf('@') < 0 && text.indexOf('?') < 0;
                case NONE -> false;
            };
        }
    }

    static <T> ScalarForm<T> text(
            String noun, String expected, Function<String, Optional<T>> parser, Consumer<ObjectNode> schema) {
        return new ScalarForm<>(
                noun,
                expected,
                Set.of(Scalar.Type.TEXT),
                parser,
                schema.andThen(s -> s.put("type", "string")),
                Repeated.ALL);
    }

    /** The same, for values that may hold a credential by mistake. */
    ScalarForm<T> unshown() {
        return new ScalarForm<>(noun, expected, types, parser, schemaWriter, Repeated.HARMLESS);
    }

    /** The same, for values that are credentials. */
    ScalarForm<T> neverShown() {
        return new ScalarForm<>(noun, expected, types, parser, schemaWriter, Repeated.NONE);
    }

    /** The same, for fewer values; the schema stays as wide. */
    ScalarForm<T> onlyIf(Predicate<T> valid) {
        return new ScalarForm<>(noun, expected, types, t -> parser.apply(t).filter(valid), schemaWriter, repeated);
    }

    <R> ScalarForm<R> map(Function<T, R> to) {
        return new ScalarForm<>(noun, expected, types, t -> parser.apply(t).map(to), schemaWriter, repeated);
    }

    @Override
    public Optional<T> decode(Yaml value, Where where) {
        if (!(value instanceof Scalar scalar) || !(scalar.type() == Scalar.Type.ANY || types.contains(scalar.type()))) {
            refuseKind(value, where);
            return Optional.empty();
        }
        Optional<T> decoded = parse(scalar.text());
        if (decoded.isEmpty()) {
            where.error(scalar.place(), shown(scalar) + " is not " + noun + ", expected " + expected);
        }
        return decoded;
    }

    private void refuseKind(Yaml value, Where where) {
        String wanted = expected + quoting(value);
        if (value instanceof Scalar scalar && scalar.type() != Scalar.Type.NOTHING && !repeated.covers(scalar.text())) {
            where.error(scalar.place(), "this is " + scalar.type().noun() + ", expected " + wanted);
        } else {
            where.unexpected(value, wanted);
        }
    }

    Optional<T> parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private String shown(Scalar scalar) {
        if (!repeated.covers(scalar.text())) {
            return "this";
        }
        return scalar.text().isEmpty() ? "an empty text" : scalar.shown();
    }

    private String quoting(Yaml value) {
        if (!(value instanceof Scalar scalar) || scalar.type() == Scalar.Type.NOTHING) {
            return "";
        }
        if (scalar.type() == Scalar.Type.TEXT) {
            return parse(scalar.text()).isPresent() ? " without quotes" : "";
        }
        return types.contains(Scalar.Type.TEXT) && parse(scalar.text()).isPresent() ? " in quotes" : "";
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        schemaWriter.accept(node);
        return node;
    }
}
