package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What one value of a file may be. It is the single description from which the strict decoder, the JSON Schema and the
 * reference page come, so that no key is written down twice.
 *
 * @param <T> what it is decoded to
 */
interface Form<T> {
    /**
     * Decodes, telling {@code where} about every mistake. After a mistake the result may be empty or only a part: the
     * load has failed, and goes on only to find the other mistakes.
     */
    Optional<T> decode(Yaml value, Where where);

    /** Its JSON Schema, a new tree each time. */
    ObjectNode schema();

    /** The form in words, as in "expected a whole number from 1 to 65535". */
    String expected();

    /** The same form, whose value remembers its place. */
    default Form<Located<T>> located() {
        return new LocatedForm<>(this);
    }
}
