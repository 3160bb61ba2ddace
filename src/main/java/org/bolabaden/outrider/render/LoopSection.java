package org.bolabaden.outrider.render;

import io.quarkus.qute.CompletedStage;
import io.quarkus.qute.Expression;
import io.quarkus.qute.LoopSectionHelper;
import io.quarkus.qute.Mapper;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Results;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionBlock;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Qute's {@code {#for}} and {@code {#each}}, within a {@link Budget}. Qute's own one reserves a list as long as the number
 * that it counts to, and keeps every round's nodes to the end.
 *
 * @param alias what an element is called
 * @param otherwise the block of {@code {#else}}; null: none
 */
record LoopSection(
        Budget budget,
        String alias,
        Expression iterable,
        @Nullable SectionBlock otherwise,
        Origin origin) implements SectionHelper {

    @Override
    public CompletionStage<ResultNode> resolve(SectionResolutionContext context) {
        return Budget.stage(() -> text(context));
    }

    private ResultNode text(SectionResolutionContext context) {
        RenderedText text = budget.text(origin);
        Object over = Budget.now(context.evaluate(iterable));
        Iterator<?> elements = over == null ? Collections.emptyIterator() : elements(over);
        if (over != null && otherwise != null && !elements.hasNext()) {
            text.add(Budget.now(context.execute(otherwise, context.resolutionContext())));
        }
        for (int index = 0; elements.hasNext(); index++) {
            budget.step(origin);
            Element element = new Element(alias, elements.next(), index, elements.hasNext());
            text.add(Budget.now(context.execute(context.resolutionContext().createChild(element, null))));
        }
        return text;
    }

    private Iterator<?> elements(Object over) {
        return switch (over) {
            case Integer number -> IntStream.rangeClosed(1, number).iterator();
            case Long number -> LongStream.rangeClosed(1, number).iterator();
            case Iterable<?> iterable -> iterable.iterator();
            case Iterator<?> iterator -> iterator;
            case Map<?, ?> map -> map.entrySet().iterator();
            case Stream<?> stream -> stream.sequential().iterator();
            case Object[] array -> List.of(array).iterator();
            default ->
                throw TemplateException.builder()
                        .message("`{expression}` is {kind}, which a loop cannot go through; expected a list")
                        .argument("expression", iterable.toOriginalString())
                        .argument("kind", Vocabulary.oneOf(over.getClass()))
                        .origin(iterable.getOrigin())
                        .build();
        };
    }

    /** What the block sees in one round. */
    private record Element(String alias, @Nullable Object value, int index, boolean hasNext) implements Mapper {
        @Override
        public CompletionStage<Object> getAsync(String key) {
            if (key.equals(alias)) {
                return CompletedStage.of(value);
            }
            boolean odd = index % 2 == 0;
            return switch (key.startsWith(alias + "_") ? key.substring(alias.length() + 1) : "") {
                case "count" -> CompletedStage.of(index + 1);
                case "index" -> CompletedStage.of(index);
                case "indexParity" -> CompletedStage.of(odd ? "odd" : "even");
                case "odd", "isOdd" -> CompletedStage.of(odd);
                case "even", "isEven" -> CompletedStage.of(!odd);
                case "hasNext" -> CompletedStage.of(hasNext);
                case "isLast" -> CompletedStage.of(!hasNext);
                case "isFirst" -> CompletedStage.of(index == 0);
                default -> Results.notFound(key);
            };
        }

        @Override
        public Set<String> mappedKeys() {
            return Set.of(alias);
        }
    }

    /** Reads the section as Qute's own one is read. */
    record Factory(Budget budget, LoopSectionHelper.Factory syntax) implements SectionHelperFactory<LoopSection> {
        Factory(Budget budget) {
            this(budget, new LoopSectionHelper.Factory());
        }

        @Override
        public List<String> getDefaultAliases() {
            return syntax.getDefaultAliases();
        }

        @Override
        public ParametersInfo getParameters() {
            return syntax.getParameters();
        }

        @Override
        public List<String> getBlockLabels() {
            return syntax.getBlockLabels();
        }

        @Override
        public Scope initializeBlock(Scope outer, BlockInfo block) {
            return syntax.initializeBlock(outer, block);
        }

        @Override
        public LoopSection initialize(SectionInitContext context) {
            return new LoopSection(
                    budget,
                    context.getParameterOrDefault("alias", "it"),
                    context.getExpression("iterable"),
                    context.getBlock("else"),
                    context.getOrigin());
        }
    }
}
