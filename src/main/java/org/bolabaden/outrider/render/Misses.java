package org.bolabaden.outrider.render;

import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Mapper;
import io.quarkus.qute.Results;
import io.quarkus.qute.ValueResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.bolabaden.outrider.registry.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the name that was last looked for in vain, and where: of the scopes, from the innermost to the outermost. Asked
 * after all other resolvers; it resolves nothing itself.
 */
final class Misses implements ValueResolver {
    private final List<@Nullable Object> bases = new ArrayList<>();
    private String name = "";

    @Override
    public int getPriority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public boolean appliesTo(EvalContext context) {
        if (!Results.isNotFound(context.getBase())) {
            if (!context.getName().equals(name)) {
                bases.clear();
                name = context.getName();
            }
            bases.add(context.getBase());
        }
        return false;
    }

    @Override
    public CompletionStage<Object> resolve(EvalContext context) {
        return Results.notFound(context);
    }

    /**
     * What to say of the last one.
     *
     * @param expression in which it stands
     */
    String words(String expression) {
        Object base = bases.isEmpty() ? null : bases.getLast();
        String place = " in {" + expression + "}";
        if (base == null) {
            return "there is no `" + name + "`" + place + ", because what it is asked of is nothing here; "
                    + "ask for that first, with {#if …}";
        }
        if (base instanceof Model || base instanceof Mapper) {
            return "there is no `" + name + "`" + place + hint("there are: ", scope());
        }
        String kind = Vocabulary.kind(base);
        return kind + " has no property `" + name + "`" + place + hint(kind + " has: ", Vocabulary.names(base));
    }

    /** What may begin an expression: the model's names, and those of the loops around. */
    private List<String> scope() {
        TreeSet<String> names = new TreeSet<>();
        for (Object base : bases) {
            if (base instanceof Mapper loop) {
                names.addAll(loop.mappedKeys());
            } else {
                names.addAll(Vocabulary.names(base));
            }
        }
        return List.copyOf(names);
    }

    private String hint(String all, List<String> names) {
        Optional<String> near = NearestName.of(name, names);
        if (near.isPresent()) {
            return "; did you mean `" + near.get() + "`?";
        }
        return names.isEmpty() ? "" : "; " + all + String.join(", ", names);
    }
}
