package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads services.yaml and everything that it includes, once; each instance is one load. */
final class RegistryLoader {
    private static final int MOST_FILES = 2_000;

    /** Where the files lie. */
    enum Origin {
        /** In the configuration directory. */
        USER,
        /**
         * In a generation: every file that counted is there, and one besides. A file that was reached under two names is
         * there under the first alone, so a missing one is no mistake; the version says whether all is as it was.
         */
        GENERATION;

        /** What a generation has besides. */
        static final String DESCRIPTION = "generation.json";
    }

    private final Origin origin;
    private final Path base;
    private final Problems problems;
    private final RegistryAssembly assembly;
    private final IncludeWalk walk = new IncludeWalk();
    private final Set<Path> begun = new HashSet<>();
    private final Set<Path> watched = new TreeSet<>();
    private final TreeMap<String, byte[]> contents = new TreeMap<>();

    RegistryLoader(Origin origin, Path source, RegistryAssembly assembly, Problems problems) {
        this.origin = origin;
        this.base = Optional.ofNullable(source.getParent()).orElse(Path.of(""));
        this.problems = problems;
        this.assembly = assembly;
    }

    /** The registry with what it was read from; meaningful when no problem was told. */
    LoadedRegistry load(Path source) {
        read(source, RegistryForm.ROOT, new ArrayList<>());
        Registry registry = assembly.build(ContentVersion.of(contents));
        return new LoadedRegistry(registry, base.relativize(source).toString(), contents);
    }

    /** Every file that was read or looked for, and every directory where a further one could match. */
    Set<Path> watched() {
        Set<Path> all = new TreeSet<>(watched);
        all.addAll(walk.directories());
        return all;
    }

    private void read(Path file, MappingForm<WrittenRegistry> form, List<Path> chain) {
        watched.add(file);
        Optional<SourceFile> source = SourceFile.read(file, problems);
        if (source.isEmpty()) {
            return;
        }
        begun.add(realPath(file).orElse(file));
        contents.put(base.relativize(file).toString(), source.get().bytes());
        Optional<WrittenRegistry> written =
                new YamlReader(problems).read(source.get()).flatMap(tree -> form.decode(tree, new Where("", problems)));
        List<Path> deeper = new ArrayList<>(chain);
        deeper.add(file);
        written.ifPresent(content -> {
            assembly.add(content);
            content.includes().forEach(include -> include(file, include, deeper));
        });
    }

    private void include(Path from, Located<String> pattern, List<Path> chain) {
        Path directory = Optional.ofNullable(from.getParent()).orElse(Path.of(""));
        try {
            List<Path> files = walk.find(directory, pattern.value());
            if (files.isEmpty() && !IncludePattern.isGlob(pattern.value()) && origin == Origin.USER) {
                // Looked for again at every poll, so that the file is seen when it appears.
                watched.add(directory.resolve(pattern.value()).normalize());
                error(pattern, "no such file: '" + pattern.value() + "', expected a file or a glob");
            }
            files.forEach(file -> includeFile(file, pattern, chain));
        } catch (IOException failed) {
            error(pattern, "cannot be looked up: " + failed.getMessage() + ", expected directories that can be listed");
        }
    }

    private void includeFile(Path file, Located<String> pattern, List<Path> chain) {
        if (origin == Origin.GENERATION && file.equals(base.resolve(Origin.DESCRIPTION))) {
            return;
        }
        Optional<Path> real = realPath(file);
        if (real.isEmpty()) {
            watched.add(file);
            error(pattern, "'" + file + "' is a link to nothing, expected a file");
        } else if (!real.get().startsWith(realPath(base).orElse(base))) {
            watched.add(file);
            error(pattern, "'" + file + "' leads out of the configuration directory, expected a file inside it");
        } else if (chain.stream().anyMatch(open -> realPath(open).equals(real))) {
            List<String> names =
                    new ArrayList<>(chain.stream().map(Path::toString).toList());
            names.add(file.toString());
            error(pattern, "include cycle: " + String.join(" -> ", names) + ", expected no file to include itself");
        } else if (begun.size() >= MOST_FILES) {
            error(pattern, "more than " + MOST_FILES + " files, expected fewer");
        } else if (!begun.contains(real.get())) {
            read(file, RegistryForm.INCLUDED, chain);
        }
    }

    private void error(Located<String> pattern, String message) {
        problems.add(pattern.place(), pattern.path() + ": " + message);
    }

    private static Optional<Path> realPath(Path path) {
        try {
            return Files.exists(path.toAbsolutePath())
                    ? Optional.of(path.toAbsolutePath().toRealPath())
                    : Optional.empty();
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }
}
