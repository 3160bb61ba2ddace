package org.bolabaden.outrider.render;

import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that one template includes. Each may include what lies in its own directory or below it, and nothing else; Qute
 * knows them by their path from the directory of the template that includes them all.
 */
final class TemplateFiles implements TemplateLocator {
    private final String input;
    private final Path root;
    private final Set<Path> looked = new LinkedHashSet<>();

    /** Of this template, which has its directory; a built-in one has none and includes nothing. */
    TemplateFiles(String input) {
        this.input = input;
        this.root = Path.of(input.startsWith(Renderer.BUILTIN) ? "/" : input)
                .toAbsolutePath()
                .resolveSibling("")
                .normalize();
    }

    /** The file of the template that Qute knows by this name, as a message names it. */
    String file(String id) {
        return id.equals(input) ? input : root.resolve(id).toString();
    }

    /**
     * Qute's name of what a template includes.
     *
     * @param includer Qute's name of the template that includes it
     * @param name as written there: the file's path, or that without the ending that both have
     * @throws TemplateException when it may not be included, or there is no such file
     */
    String find(String includer, String name) throws TemplateException {
        Path from = Path.of(file(includer)).toAbsolutePath().normalize();
        Path directory = from.resolveSibling("");
        if (input.startsWith(Renderer.BUILTIN) || !isBelow(name)) {
            throw new TemplateException("'" + name + "' cannot be included, expected a file in " + directory
                    + " or below it, without '..'");
        }
        for (String candidate : List.of(name, name + ending(from))) {
            Path file = directory.resolve(candidate).normalize();
            looked.add(file);
            if (Files.isRegularFile(file)) {
                requireInside(directory, file, name);
                return root.relativize(file).toString();
            }
        }
        throw new TemplateException(
                "'" + name + "' cannot be included: no such file, expected " + directory.resolve(name)
                        + (ending(from).isEmpty() ? "" : " or " + directory.resolve(name + ending(from))));
    }

    private static boolean isBelow(String name) {
        try {
            Path path = Path.of(name);
            return !name.isBlank()
                    && !path.isAbsolute()
                    && !List.of(name.split("/", -1)).contains("..");
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.')) : "";
    }

    // A link is followed where it stays inside, as those of a mounted ConfigMap do.
    private static void requireInside(Path directory, Path file, String name) throws TemplateException {
        try {
            if (!file.toRealPath().startsWith(directory.toRealPath())) {
                throw new TemplateException(
                        "'" + name + "' cannot be included: " + file + " is a link out of " + directory);
            }
        } catch (IOException gone) {
            throw new TemplateException("'" + name + "' cannot be included: " + Failures.words(gone));
        }
    }

    /** All files that were looked for so far, those that are missing too: when one changes, the template does. */
    Set<Path> looked() {
        return Set.copyOf(looked);
    }

    @Override
    public Optional<TemplateLocation> locate(String id) {
        try {
            // What is named at run time, by {#include _id=...}, was not found before.
            String file = find(input, id);
            String source = Renderer.source(root.resolve(file).toString());
            return Optional.of(new Located(source));
        } catch (TemplateException cannot) {
            throw new io.quarkus.qute.TemplateException(cannot.getMessage());
        }
    }

    private record Located(String source) implements TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(source);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.empty();
        }
    }
}
