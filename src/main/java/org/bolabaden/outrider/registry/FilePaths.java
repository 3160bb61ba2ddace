package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.Optional;

/** How the path of a file is written. */
final class FilePaths {
    private static final int LONGEST = 4096;

    /** Any path; a relative one is relative to the configuration directory. */
    static final ScalarForm<Path> FORM = ScalarForm.text(
            "a file's path",
            "a path of 1 to " + LONGEST + " characters",
            text -> Optional.of(text)
                    .filter(t -> !t.isBlank() && t.length() <= LONGEST)
                    .map(Path::of),
            schema -> schema.put("minLength", 1).put("maxLength", LONGEST));

    /** A path that stands unquoted in a proxy's configuration. */
    static final ScalarForm<Path> PLAIN_FORM = Scalars.matching(
                    "a path that a proxy's configuration can hold",
                    "letters, digits and any of / . _ - + @ : , =",
                    "[A-Za-z0-9/._+@:,=-]{1,1024}")
            .map(Path::of);

    private FilePaths() {}
}
