package org.bolabaden.outrider.render;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Finds {@code validate} and {@code reload} commands whose program is not on this machine, before they are needed. */
public final class MissingPrograms {
    private static final Pattern SEPARATOR = Pattern.compile(":");

    private MissingPrograms() {}

    /**
     * One line for each.
     *
     * @param path the directories of programs, as in the variable {@code PATH}
     */
    public static List<String> of(List<Template> templates, String path) {
        List<String> lines = new ArrayList<>();
        for (Template template : templates) {
            look("validate", template, template.validate(), path, lines);
            look("reload", template, template.reload(), path, lines);
        }
        return List.copyOf(lines);
    }

    private static void look(String key, Template template, List<String> words, String path, List<String> lines) {
        if (!words.isEmpty() && !isHere(words.getFirst(), path)) {
            lines.add("the " + key + " program of " + template.output() + " is not on this machine: '"
                    + words.getFirst() + "'; install it or correct templates[]." + key);
        }
    }

    private static boolean isHere(String program, String path) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        return SEPARATOR
                .splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
