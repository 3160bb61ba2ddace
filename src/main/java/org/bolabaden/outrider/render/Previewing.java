package org.bolabaden.outrider.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.NodeSettings.Template;

/** Renders and checks in a directory of its own, so that nothing changes and no output's directory need exist. */
final class Previewing {
    private final Renderer renderer;
    private final Checking checking;
    private final Validation validation;

    Previewing(Renderer renderer, Checking checking, Validation validation) {
        this.renderer = renderer;
        this.checking = checking;
        this.validation = validation;
    }

    List<Preview> preview(List<Template> templates, Function<Template, Model> models) {
        Map<Template, List<String>> problems = new HashMap<>();
        Map<Template, String> texts = new HashMap<>();
        for (Template template : templates) {
            try {
                texts.put(template, renderer.render(template.input(), models.apply(template)));
            } catch (TemplateException mistake) {
                problems.put(template, List.of(String.valueOf(mistake.getMessage())));
            }
        }
        problems.putAll(check(templates, texts));
        return templates.stream()
                .map(template -> preview(
                        template, Optional.ofNullable(texts.get(template)), problems.getOrDefault(template, List.of())))
                .toList();
    }

    private static Preview preview(Template template, Optional<String> text, List<String> problems) {
        try {
            Optional<String> current = Content.read(template.output()).map(Content::text);
            return new Preview(template, text, problems, current);
        } catch (IOException unreadable) {
            List<String> more = new ArrayList<>(problems);
            more.add(template.output() + ": cannot be read: " + Failures.words(unreadable));
            return new Preview(template, text, more, Optional.empty());
        }
    }

    private Map<Template, List<String>> check(List<Template> templates, Map<Template, String> texts) {
        try {
            Path directory = Files.createTempDirectory("outrider-render");
            try {
                List<Candidate> candidates = new ArrayList<>();
                for (Template template : templates) {
                    String text = texts.get(template);
                    if (text != null) {
                        // Two outputs may have the same name in different directories.
                        Path place = Files.createDirectory(directory.resolve(String.valueOf(candidates.size())));
                        Path file =
                                place.resolve(String.valueOf(template.output().getFileName()));
                        candidates.add(new Candidate(template, Files.writeString(file, text), text));
                    }
                }
                return judged(candidates, checking.problems(candidates, List.of()));
            } finally {
                delete(directory);
            }
        } catch (IOException full) {
            throw new UncheckedIOException("cannot check in a temporary directory: " + Failures.words(full), full);
        }
    }

    /** With what the users' commands have against those that pass: all at once, so that one that hangs is all there is to wait. */
    private Map<Template, List<String>> judged(List<Candidate> candidates, Map<Template, List<String>> found) {
        Map<Template, List<String>> problems = new HashMap<>(found);
        Map<Template, CompletableFuture<Verdict>> verdicts = new HashMap<>();
        candidates.stream()
                .filter(candidate -> !found.containsKey(candidate.template()))
                .forEach(candidate -> verdicts.put(candidate.template(), validation.begin(candidate)));
        verdicts.forEach((template, verdict) -> {
            switch (verdict.join()) {
                case Verdict.Passed passed -> {}
                case Verdict.Refused refused -> problems.put(template, refused.problems());
                case Verdict.Hung hung -> problems.put(template, hung.problems());
                case Verdict.Unknown stopping -> problems.put(template, List.of("was not judged to the end"));
            }
        });
        return problems;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
