package org.bolabaden.outrider.registry;

import java.util.List;

/** Describes what a check by a command has. */
final class ExecCheckForm implements CheckKind {
    static final CheckKind KIND = new ExecCheckForm();

    private static final OwnKey<List<String>> COMMAND = OwnKey.of(
            Key.optional(
                    "command",
                    CommandForm.such("[\"/usr/lib/nagios/plugins/check_ntp\", \"-H\", \"node1\"]")
                            .located(),
                    "The program of a check by a command and its arguments, run without a shell; it passes with exit status 0."));

    // Stands for one that was told to be missing, in a registry that never takes effect.
    private static final List<String> MISSING = List.of("false");

    private ExecCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(COMMAND);
    }

    @Override
    public List<OwnKey<?>> required() {
        return List.of(COMMAND);
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        return new Check.Exec(
                common, own.get(COMMAND).filter(words -> !words.isEmpty()).orElse(MISSING));
    }
}
