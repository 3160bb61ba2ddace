package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;

/** Sees to it that no two templates write one file: each would undo the other's work, and reload a proxy for it. */
final class TemplateOutputs {
    private TemplateOutputs() {}

    /**
     * Tells every second template of a file.
     *
     * @param watcher watcher.yaml as written
     * @param directory what relative paths are relative to
     */
    static void check(Yaml watcher, Path directory, Problems problems) {
        Claims outputs = new Claims("two templates write the same file", problems);
        List<Yaml> templates = items(watcher);
        for (int i = 0; i < templates.size(); i++) {
            Where where = new Where("templates[" + i + "]", new Problems());
            if (templates.get(i) instanceof Yaml.Mapping template) {
                template.find("output")
                        .flatMap(entry -> FilePaths.FORM.located().decode(entry.value(), where.key("output")))
                        .ifPresent(output -> outputs.claim(
                                directory
                                        .resolve(output.value())
                                        .toAbsolutePath()
                                        .normalize(),
                                output));
            }
        }
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
