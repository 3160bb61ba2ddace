package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;

/** Describes a command: a program and its arguments, word by word. */
final class CommandForm {
    // No system call takes one with a NUL.
    private static final ScalarForm<String> WORD = ScalarForm.text(
            "a word of a command",
            "text of 1 to 4096 characters",
            text -> Optional.of(text).filter(t -> !t.isEmpty() && t.length() <= 4096 && t.indexOf('\0') < 0),
            schema -> schema.put("minLength", 1).put("maxLength", 4096));

    private CommandForm() {}

    /**
     * The form.
     *
     * @param example of such a command, as it is written
     */
    static Form<List<String>> such(String example) {
        return new ListForm<>(WORD, 1, "a list of words such as " + example + ", because no shell splits them");
    }
}
