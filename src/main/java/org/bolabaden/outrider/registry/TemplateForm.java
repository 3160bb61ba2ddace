package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Describes an entry of {@code templates:}. */
final class TemplateForm {
    static final String BUILTIN = "builtin:";
    private static final List<String> BUILTINS = List.of("traefik-http", "haproxy-tcp", "haproxy-http");

    private static final Form<List<String>> COMMAND = CommandForm.such("[\"systemctl\", \"reload\", \"haproxy\"]");

    private static final Key<String> INPUT = Key.required(
            "input",
            ScalarForm.text(
                    "a template",
                    "a template file, or one of builtin:" + String.join(", builtin:", BUILTINS),
                    text -> Optional.of(text).filter(TemplateForm::isTemplate),
                    schema -> schema.put("pattern", "^(?!builtin:).+|^builtin:(" + String.join("|", BUILTINS) + ")$")),
            "The template: a file, or one that is built in.");
    private static final Key<Path> OUTPUT =
            Key.required("output", FilePaths.FORM, "The file to write, replaced atomically.");
    private static final Key<List<String>> VALIDATE = Key.optional(
            "validate",
            COMMAND,
            "The command that judges the new file before it replaces the old one, run without a shell.");
    private static final Key<List<String>> RELOAD =
            Key.optional("reload", COMMAND, "The command that makes the proxy read the new file, run without a shell.");

    static final Form<Template> FORM = MappingForm.of(
            "a mapping with input and output", List.of(INPUT, OUTPUT, VALIDATE, RELOAD), TemplateForm::build);

    private TemplateForm() {}

    private static boolean isTemplate(String text) {
        return text.startsWith(BUILTIN)
                ? BUILTINS.contains(text.substring(BUILTIN.length()))
                : !text.isBlank() && text.length() <= 4096;
    }

    private static Optional<Template> build(Fields fields) {
        return fields.get(INPUT)
                .flatMap(input -> fields.get(OUTPUT)
                        .map(output -> new Template(
                                input,
                                output,
                                fields.get(VALIDATE).orElse(List.of()),
                                fields.get(RELOAD).orElse(List.of()))));
    }
}
