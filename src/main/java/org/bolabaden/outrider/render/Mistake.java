package org.bolabaden.outrider.render;

import io.quarkus.qute.TemplateNode.Origin;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bolabaden.outrider.observe.Visible;

/** What goes wrong inside of Qute, in the words of a template's author. */
record Mistake(TemplateFiles files, Misses misses) {
    private static final int LONGEST = 600;
    private static final Pattern QUTES_PLACE =
            Pattern.compile("^(?:Rendering|Parser) error(?: in template \\[[^]]*])?(?: line \\d+)?: ?");

    /** One line with its place, of this template or of one that it includes. */
    TemplateException of(String input, Throwable thrown) {
        Optional<Origin> origin = Optional.empty();
        boolean runaway = false;
        Throwable cause = thrown;
        // Sections wrap what their inner parts throw; the innermost one knows best.
        for (Throwable next = thrown; next != null; next = next.getCause()) {
            cause = next;
            Optional<Origin> before = origin;
            if (next instanceof io.quarkus.qute.TemplateException placed) {
                // A text that is evaluated has lines of its own, which are in no file.
                origin = Optional.ofNullable(placed.getOrigin())
                        .filter(Origin::hasNonGeneratedTemplateId)
                        .or(() -> before);
            }
            runaway |= next instanceof RunawayException || next instanceof VirtualMachineError;
        }
        return new TemplateException(
                origin.map(this::place).orElse(input + ": ") + Visible.line(words(cause), LONGEST), runaway);
    }

    private String place(Origin origin) {
        String file = files.file(origin.getTemplateId());
        return origin.getLine() < 1
                ? file + ": "
                : file + ":" + origin.getLine() + ":" + Math.max(1, origin.getLineCharacterStart()) + ": ";
    }

    private String words(Throwable cause) {
        return switch (cause) {
            case OutOfMemoryError full -> "rendering needs more memory than there is; does a loop or a text run away?";
            case StackOverflowError deep -> "its expressions or sections are nested too deep";
            case io.quarkus.qute.TemplateException mistake
            when mistake.getCodeName().equals(Optional.of("EVALUATOR_PROPERTY_NOT_FOUND")) ->
                misses.words(String.valueOf(mistake.getArguments().get("expression")));
            default -> {
                String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
                String line = text.replaceAll("\\s+", " ").strip();
                yield Vocabulary.plain(QUTES_PLACE.matcher(line).replaceFirst(""));
            }
        };
    }
}
