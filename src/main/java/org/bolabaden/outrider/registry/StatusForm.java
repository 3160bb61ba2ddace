package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/** Status codes: one ({@code 200}), a text of codes and ranges ({@code "200,301-308"}), or a list of both. */
final class StatusForm implements Form<StatusRanges> {
    private static final String WORDS = "status codes from 100 to 599 such as 200, \"200-399\" or [200, 204]";
    private static final String CODE = "[1-5][0-9]{2}";
    private static final String PART = " *" + CODE + " *(?:- *" + CODE + " *)?";
    private static final ScalarForm<StatusRanges> ONE = new ScalarForm<>(
            "a status code or range",
            WORDS,
            Set.of(Scalar.Type.TEXT, Scalar.Type.WHOLE_NUMBER),
            text -> Optional.of(StatusRanges.parse(text)),
            schema -> {
                ArrayNode any = schema.putArray("anyOf");
                any.addObject().put("type", "integer").put("minimum", 100).put("maximum", 599);
                any.addObject().put("type", "string").put("pattern", "^" + PART + "(?:," + PART + ")*$");
            },
            ScalarForm.Repeated.ALL);
    private static final ListForm<StatusRanges> SEVERAL = new ListForm<>(ONE, 1, WORDS);

    @Override
    public Optional<StatusRanges> decode(Yaml value, Where where) {
        if (!(value instanceof Yaml.Sequence)) {
            return ONE.decode(value, where);
        }
        List<StatusRanges.Range> all = new ArrayList<>();
        SEVERAL.decode(value, where).ifPresent(sets -> sets.forEach(set -> all.addAll(set.ranges())));
        return all.isEmpty() ? Optional.empty() : Optional.of(new StatusRanges(all));
    }

    @Override
    public ObjectNode schema() {
        ObjectNode node = ONE.schema();
        node.withArray("anyOf").add(SEVERAL.schema());
        return JsonNodeFactory.instance.objectNode().setAll(node);
    }

    @Override
    public String expected() {
        return WORDS;
    }
}
