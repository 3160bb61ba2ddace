package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Another form, with the place kept. */
record LocatedForm<T>(Form<T> form) implements Form<Located<T>> {
    @Override
    public Optional<Located<T>> decode(Yaml value, Where where) {
        return form.decode(value, where).map(v -> new Located<>(v, value.place(), where.path()));
    }

    @Override
    public ObjectNode schema() {
        return form.schema();
    }

    @Override
    public String expected() {
        return form.expected();
    }
}
