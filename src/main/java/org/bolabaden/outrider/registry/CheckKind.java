package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Describes what one kind of check has of its own, and makes the check of it. */
interface CheckKind {
    /** Its own keys; kinds may share some. */
    List<OwnKey<?>> keys();

    /** Those of them without which there is no check: written, or inherited. */
    default List<OwnKey<?>> required() {
        return List.of();
    }

    /** Tells of fields that fit the kind one by one but not together; levels are laid over each other by then. */
    default void verify(OwnFields own, Problems problems) {}

    /** The check that runs, with the last defaults filled in. */
    Check resolve(Check.Common common, OwnFields own, Surroundings surroundings);

    /**
     * What written names mean where they are written.
     *
     * @param addressOf where a node of the registry is reached; any other host is itself
     * @param file a relative path made absolute
     */
    record Surroundings(UnaryOperator<String> addressOf, UnaryOperator<Path> file) {}
}
