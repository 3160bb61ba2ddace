package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees to it that no two templates write one file, where each would undo the other's work and reload a proxy for it, and
 * that none writes what the user wrote.
 */
final class TemplateOutputs {
    private TemplateOutputs() {}

    /**
     * Tells every second template of a file, and every one that would overwrite a file that is read.
     *
     * @param watcher watcher.yaml as written
     * @param directory what relative paths are relative to
     */
    static void check(Yaml watcher, Path directory, Problems problems) {
        Claims outputs = new Claims("two templates write the same file", problems);
        List<Yaml> templates = items(watcher);
        Set<Path> read = read(watcher, templates, directory);
        for (int i = 0; i < templates.size(); i++) {
            Where where = new Where("templates[" + i + "]", new Problems());
            if (templates.get(i) instanceof Yaml.Mapping template) {
                template.find("output")
                        .flatMap(entry -> FilePaths.FORM.located().decode(entry.value(), where.key("output")))
                        .ifPresent(output -> {
                            Path file = absolute(directory, output.value().toString());
                            outputs.claim(file, output);
                            if (read.contains(file)) {
                                problems.add(
                                        output.place(),
                                        output.path() + ": '" + output.value()
                                                + "' is a file that Outrider reads, expected another one to write");
                            }
                        });
            }
        }
    }

    /** watcher.yaml, the registry and the user's templates; what the registry includes is not known here. */
    private static Set<Path> read(Yaml watcher, List<Yaml> templates, Path directory) {
        Set<Path> files = new HashSet<>();
        files.add(absolute(directory, "watcher.yaml"));
        files.add(absolute(directory, text(watcher, "source").orElse("services.yaml")));
        templates.forEach(template -> text(template, "input")
                .filter(input -> !input.startsWith(TemplateForm.BUILTIN))
                .ifPresent(input -> files.add(absolute(directory, input))));
        return files;
    }

    private static Optional<String> text(Yaml value, String key) {
        return value instanceof Yaml.Mapping mapping
                ? mapping.find(key)
                        .flatMap(entry -> FilePaths.FORM.decode(entry.value(), new Where(key, new Problems())))
                        .map(Path::toString)
                : Optional.empty();
    }

    private static Path absolute(Path directory, String file) {
        return directory.resolve(file).toAbsolutePath().normalize();
    }

    private static List<Yaml> items(Yaml watcher) {
        return watcher instanceof Yaml.Mapping file
                ? file.find("templates")
                        .map(Yaml.Entry::value)
                        .filter(Yaml.Sequence.class::isInstance)
                        .map(list -> ((Yaml.Sequence) list).items())
                        .orElse(List.of())
                : List.of();
    }
}
