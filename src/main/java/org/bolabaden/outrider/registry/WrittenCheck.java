package org.bolabaden.outrider.registry;

import java.util.Optional;

/**
 * A {@code check:} as far as it is written at one level. What is empty is inherited, field by field, from the next
 * level: service, section defaults, defaults, this node's {@code health_checks}.
 *
 * @param type the kind of check
 * @param common what every kind has
 * @param own what not every kind has
 * @param parts the checks that it consists of; empty: it is one
 */
record WrittenCheck(Optional<CheckType> type, CommonPart common, OwnFields own, Optional<WrittenParts> parts) {
    static final WrittenCheck NOTHING =
            new WrittenCheck(Optional.empty(), CommonPart.NOTHING, OwnFields.NONE, Optional.empty());

    /**
     * This level with a nearer one laid over it; a change of type drops what was meant for the other type, and a type
     * drops the parts of a farther level.
     */
    WrittenCheck under(WrittenCheck nearer) {
        boolean changes = type.isPresent() && nearer.type.isPresent() && !type.equals(nearer.type);
        return new WrittenCheck(
                nearer.type.or(() -> type),
                common.under(nearer.common),
                (changes ? OwnFields.NONE : own).under(nearer.own),
                nearer.parts.or(() -> nearer.type.isPresent() ? Optional.empty() : parts));
    }

    /** What each of its parts is laid over: this one without parts, of that type. */
    WrittenCheck ground(CheckType actual) {
        return new WrittenCheck(Optional.of(actual), common, own, Optional.empty());
    }

    /** Tells about fields of this level that a check of the type cannot have. */
    void refuseUnfit(CheckType actual, Problems problems) {
        own.written().stream()
                .filter(written -> !actual.kind().keys().contains(written.getKey()))
                .forEach(unfit -> problems.add(
                        unfit.getValue().place(),
                        unfit.getValue().path() + ": does not fit a check of type " + actual.word()
                                + ", expected type: " + CheckType.having(unfit.getKey())));
    }

    /**
     * Tells about what a check of the type cannot do without, and has nowhere.
     *
     * @param whose the name of the service
     */
    void refuseIncomplete(CheckType actual, Located<?> whose, Problems problems) {
        actual.kind().required().stream()
                .filter(key -> !own.has(key))
                .forEach(key -> problems.add(
                        whose.place(),
                        whose.path() + ".check." + key.key().name() + ": is missing for a check of type "
                                + actual.word() + ", expected "
                                + key.key().form().expected()));
    }

    /** The check that runs, with the last defaults filled in. */
    Check resolve(Section section, Check.Schedule standard, CheckKind.Surroundings surroundings) {
        Check.Common resolved = common.resolve(standard, surroundings.addressOf());
        return type.orElse(CheckType.of(section)).kind().resolve(resolved, own, surroundings);
    }
}
