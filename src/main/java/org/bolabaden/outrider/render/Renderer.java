package org.bolabaden.outrider.render;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.ValueResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Fills templates in, those that are built in and the user's own, read anew each time.
 *
 * <p>Qute, strict: a name that does not exist is an error with its line and column, never an empty text. Nothing is
 * escaped by itself; {@code {text.haproxy}} and {@code {text.yaml}} quote.
 */
public final class Renderer {
    /** What a built-in template's name begins with. */
    public static final String BUILTIN = "builtin:";

    private static final Pattern QUTES_PLACE =
            Pattern.compile("^(?:Rendering|Parser) error(?: in template \\[[^]]*])?(?: line \\d+)?: ?");

    /**
     * The rendered text.
     *
     * @param input a file, or {@code builtin:…}
     * @throws TemplateException when the template cannot be read, parsed or filled in
     */
    public String render(String input, Model model) throws TemplateException {
        String source = source(input);
        try {
            // A template of its own engine: what one user's template defines is no other's business.
            Template template = engine().parse(source, null, input);
            return template.data(model).render();
        } catch (io.quarkus.qute.TemplateException mistake) {
            throw new TemplateException(place(input, mistake) + message(mistake));
        } catch (IllegalArgumentException refused) {
            throw new TemplateException(input + ": " + refused.getMessage());
        }
    }

    /** The source of a template, as a user may copy it. */
    public static String source(String input) throws TemplateException {
        try {
            return input.startsWith(BUILTIN) ? builtin(input) : Files.readString(Path.of(input));
        } catch (NoSuchFileException missing) {
            throw new TemplateException(input + ": no such file, expected a template");
        } catch (MalformedInputException binary) {
            throw new TemplateException(input + ": is not text in UTF-8, expected a template");
        } catch (IOException unreadable) {
            throw new TemplateException(input + ": cannot be read: " + unreadable.getMessage());
        }
    }

    private static String builtin(String input) throws IOException {
        String name = input.substring(BUILTIN.length());
        try (InputStream in = Renderer.class.getResourceAsStream("/templates/" + name + ".qute")) {
            if (in == null) {
                throw new NoSuchFileException(input);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Engine engine() {
        EngineBuilder builder = Engine.builder().addDefaults();
        builder.addValueResolver(new ReflectionValueResolver());
        builder.addValueResolver(quoting("haproxy", Quoting::haproxy));
        builder.addValueResolver(quoting("yaml", Quoting::yaml));
        return builder.strictRendering(true).removeStandaloneLines(true).build();
    }

    private static ValueResolver quoting(String name, Function<String, String> quote) {
        return ValueResolver.builder()
                .applyToBaseClass(String.class)
                .applyToName(name)
                .resolveSync((EvalContext context) -> quote.apply((String) context.getBase()))
                .build();
    }

    private static String place(String input, io.quarkus.qute.TemplateException mistake) {
        TemplateNode.Origin origin = mistake.getOrigin();
        return origin == null || origin.getLine() < 1
                ? input + ": "
                : input + ":" + origin.getLine() + ":" + Math.max(1, origin.getLineCharacterStart()) + ": ";
    }

    /** Without the place, which stands in front already. */
    private static String message(io.quarkus.qute.TemplateException mistake) {
        String text =
                String.valueOf(mistake.getMessage()).replaceAll("\\s+", " ").strip();
        return QUTES_PLACE.matcher(text).replaceFirst("");
    }
}
