package org.bolabaden.outrider.traefik;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.traefik.Value.Entry;
import org.bolabaden.outrider.traefik.Value.Table;

/** One file of the provider. */
record ProvidedFile(Path path, Table root) {
    // Go's templates, through which Traefik runs its files before it reads them as YAML.
    private static final String TEMPLATED = "{{";

    /** Reads a text; empty when it cannot be read or judged, which was told. */
    static Optional<ProvidedFile> read(Path path, String text, Findings findings) {
        int templated = text.indexOf(TEMPLATED);
        if (templated >= 0) {
            int line = 1
                    + (int) text.substring(0, templated)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            findings.add(
                    line,
                    "has '{{', which Traefik takes for a command of Go's templates: what comes of it cannot be judged;"
                            + " expected plain YAML (inside double quotes \"\\u007b\\u007b\" stands for it)");
            return Optional.empty();
        }
        return ValueReader.read(text, findings).map(root -> new ProvidedFile(path, root));
    }

    /** Whether Traefik makes something else of a text before it reads it. */
    static boolean isTemplated(String text) {
        return text.contains(TEMPLATED);
    }

    /** Those of a kind that the file defines, by name. */
    Map<String, Entry> defined(Kind kind) {
        return root.table(kind.section())
                .flatMap(section -> section.table(kind.key()))
                .map(Table::entries)
                .orElse(Map.of());
    }
}
