package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.bolabaden.outrider.observe.EventNames;

/** The name of an event that there is: one that is misspelt would never be told, and nobody would know. */
record EventNameForm() implements Form<String> {
    private static final ScalarForm<String> NAME =
            Scalars.matching("the name of an event", "a name such as backend_down", "[a-z][a-z0-9_]{0,63}");

    @Override
    public Optional<String> decode(Yaml value, Where where) {
        Optional<String> name = NAME.decode(value, where);
        if (name.isEmpty() || EventNames.ALL.contains(name.get())) {
            return name;
        }
        String remedy = NearestName.of(name.get(), EventNames.ALL)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("expected one of those in OBSERVABILITY.md, such as backend_down");
        where.error(value.place(), "there is no event '" + name.get() + "', " + remedy);
        return Optional.empty();
    }

    @Override
    public ObjectNode schema() {
        return NAME.schema();
    }

    @Override
    public String expected() {
        return NAME.expected();
    }
}
