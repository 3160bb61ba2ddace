package org.bolabaden.outrider.render;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.EvalSectionHelper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.ValueResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fills templates in, those that are built in and the user's own, read anew each time.
 *
 * <p>Qute, strict: a name that does not exist is an error with its line and column, never an empty text. Nothing is
 * escaped by itself; {@code {text.haproxy}} and {@code {text.yaml}} quote. A template that runs away is an error too.
 */
public final class Renderer {
    /** What a built-in template's name begins with. */
    public static final String BUILTIN = "builtin:";

    // As long as what may be rendered; somebody may have named a device.
    private static final int LONGEST_SOURCE = 16 << 20;

    private final RenderLimits limits;
    private final Map<String, Set<Path>> included = new ConcurrentHashMap<>();

    /** With the limits that docs/TEMPLATES.md names. */
    public Renderer() {
        this(RenderLimits.DEFAULT);
    }

    Renderer(RenderLimits limits) {
        this.limits = limits;
    }

    /**
     * The rendered text.
     *
     * @param input a file, or {@code builtin:…}
     * @throws TemplateException when the template cannot be read, parsed or filled in, or takes more than 10 s or 16 MiB
     */
    public String render(String input, Model model) throws TemplateException {
        String source = source(input);
        TemplateFiles files = new TemplateFiles(input);
        Misses misses = new Misses();
        Budget budget = new Budget(limits);
        try {
            // A template of its own engine: what one user's template defines is no other's business.
            Template template = engine(files, misses, budget).parse(source, null, input);
            RenderedText text = budget.whole(template.getRootNode().getOrigin());
            Budget.now(template.data(model).consume(text::append));
            return text.text();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError mistake) {
            throw new Mistake(files, misses).of(input, mistake);
        } finally {
            included.put(input, files.looked());
        }
    }

    /** The files that a template included when it was last rendered, and those that it did not find. */
    public Set<Path> included(String input) {
        return included.getOrDefault(input, Set.of());
    }

    /** A fingerprint of the template as it is now, and of the files that it included when it was last rendered. */
    String sources(String input) {
        StringBuilder sources = new StringBuilder(fingerprint(input));
        included(input).stream().sorted().forEach(file -> sources.append(' ').append(fingerprint(file.toString())));
        return sources.toString();
    }

    private static String fingerprint(String input) {
        try {
            return Content.of(source(input)).fingerprint();
        } catch (TemplateException unreadable) {
            return "none";
        }
    }

    /** The source of a template, as a user may copy it. */
    public static String source(String input) throws TemplateException {
        try {
            byte[] source = input.startsWith(BUILTIN) ? builtin(input) : file(input);
            if (source.length > LONGEST_SOURCE) {
                throw new TemplateException(input + ": exceeds 16 MiB, expected a template");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source))
                    .toString();
        } catch (NoSuchFileException missing) {
            throw new TemplateException(input + ": no such file, expected a template");
        } catch (CharacterCodingException binary) {
            throw new TemplateException(input + ": is not text in UTF-8, expected a template");
        } catch (IOException unreadable) {
            throw new TemplateException(input + ": cannot be read: " + Failures.words(unreadable));
        }
    }

    private static byte[] file(String input) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(input))) {
            return in.readNBytes(LONGEST_SOURCE + 1);
        }
    }

    private static byte[] builtin(String input) throws IOException {
        String name = input.substring(BUILTIN.length());
        try (InputStream in = Renderer.class.getResourceAsStream("/templates/" + name + ".qute")) {
            if (in == null) {
                throw new NoSuchFileException(input);
            }
            return in.readAllBytes();
        }
    }

    private static Engine engine(TemplateFiles files, Misses misses, Budget budget) {
        EngineBuilder builder = Engine.builder().addDefaults();
        builder.addSectionHelper(new LoopSection.Factory(budget));
        builder.addSectionHelper(new NestedSection(new IncludeSyntax(files), budget));
        builder.addSectionHelper(new NestedSection(new EvalSectionHelper.Factory(), budget));
        builder.addLocator(files);
        builder.addValueResolver(new ReflectionValueResolver());
        builder.addValueResolver(quoting("haproxy", Quoting::haproxy));
        builder.addValueResolver(quoting("yaml", Quoting::yaml));
        builder.addValueResolver(misses);
        return builder.strictRendering(true)
                .removeStandaloneLines(true)
                .useAsyncTimeout(false)
                .build();
    }

    private static ValueResolver quoting(String name, Function<String, String> quote) {
        return ValueResolver.builder()
                .applyToBaseClass(String.class)
                .applyToName(name)
                .resolveSync((EvalContext context) -> quote.apply((String) context.getBase()))
                .build();
    }
}
