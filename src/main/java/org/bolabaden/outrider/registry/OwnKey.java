package org.bolabaden.outrider.registry;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A key of {@code check:} that not every kind of check has.
 *
 * @param key the key as it stands in the file; two of these may share one whose values differ in shape
 * @param read the value, if it is written and has this one's shape
 * @param over a nearer level's value laid over a farther one's
 */
record OwnKey<T>(Key<?> key, Function<Fields, Optional<Located<T>>> read, BinaryOperator<T> over) {
    /** A key whose nearer value replaces the farther one. */
    static <T> OwnKey<T> of(Key<Located<T>> key) {
        return new OwnKey<>(key, fields -> fields.get(key), (near, far) -> near);
    }
}
