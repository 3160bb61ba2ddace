package org.bolabaden.outrider.registry;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads one YAML document into a {@link Yaml} tree. Whatever the bytes are, the outcome is a tree or at least one
 * mistake: size, depth, aliases, encoding and the number of documents are bounded before anything is decoded.
 */
final class YamlReader {
    private final Problems problems;

    YamlReader(Problems problems) {
        this.problems = problems;
    }

    /** The document; empty when it was told why there is none, or when the file has no value at all. */
    Optional<Yaml> read(SourceFile file) {
        return file.text(problems).flatMap(text -> parse(file, text));
    }

    /** Whether the file holds nothing but space and comments. */
    static boolean isBlank(SourceFile file) {
        return new String(file.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .allMatch(line -> line.isBlank()
                        || line.stripLeading().startsWith("#")
                        || line.strip().equals("---"));
    }

    private Optional<Yaml> parse(SourceFile file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.path().toString())
                .setCodePointLimit(SourceFile.LARGEST)
                .setAllowNonScalarKeys(true)
                // Our own budget counts values: the library's default refuses one check shared by 51 services.
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .build();
        try {
            BoundedComposer documents = new BoundedComposer(settings, text);
            if (!documents.hasNext()) {
                problems.add(Place.startOf(file.path()), "the file is empty, expected a mapping");
                return Optional.empty();
            }
            Node root = documents.next();
            if (documents.hasNext()) {
                Place second = place(file, documents.next().getStartMark());
                problems.add(second, "a second document begins, expected one document in a file");
                return Optional.empty();
            }
            return new TreeBuilder(file.path(), problems).build(root);
        } catch (MarkedYamlEngineException malformed) {
            Place where = place(file, malformed.getProblemMark().or(malformed::getContextMark));
            problems.add(where, "not valid YAML: " + sentence(malformed));
        } catch (YamlEngineException malformed) {
            problems.add(Place.startOf(file.path()), "not valid YAML: " + malformed.getMessage());
        }
        return Optional.empty();
    }

    private static String sentence(MarkedYamlEngineException malformed) {
        String context = malformed.getContext();
        return malformed.getProblem() + (context == null || context.isEmpty() ? "" : ", " + context);
    }

    private static Place place(SourceFile file, Optional<Mark> mark) {
        return mark.map(m -> new Place(file.path(), m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.startOf(file.path()));
    }
}
