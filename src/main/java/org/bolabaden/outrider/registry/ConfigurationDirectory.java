package org.bolabaden.outrider.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directory with the files that a user writes. Each call reads the files anew and keeps nothing but their paths;
 * all mistakes of all files are told at once. It may be used by several threads.
 */
public final class ConfigurationDirectory {
    private final Path directory;
    private final EnvironmentOverlay environment;
    private volatile Set<Path> registryPaths = Set.of();

    /**
     * Names a directory; nothing is read yet.
     *
     * @param directory as the user gave it: paths in errors begin with it
     * @param environment the process's variables; those named {@code OUTRIDER_…} are laid over watcher.yaml
     */
    public ConfigurationDirectory(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = new EnvironmentOverlay(Map.copyOf(environment));
    }

    /**
     * Reads watcher.yaml; a missing or blank one means the defaults.
     *
     * @throws ConfigurationException with every mistake of the file and the environment
     */
    public NodeSettings settings() throws ConfigurationException {
        Problems problems = new Problems();
        NodeSettings settings = settings(problems);
        problems.throwIfAny();
        return settings;
    }

    /**
     * Reads the registry with everything that it includes.
     *
     * @param settings name the file, this node and the last defaults of checks
     * @throws ConfigurationException with every mistake of all its files
     */
    public Registry registry(NodeSettings settings) throws ConfigurationException {
        Problems problems = new Problems();
        Registry registry = registry(settings, problems);
        problems.throwIfAny();
        return registry;
    }

    /**
     * Reads distribution.yaml; empty when there is none.
     *
     * @throws ConfigurationException with every mistake of the file
     */
    public Optional<DistributionSettings> distribution() throws ConfigurationException {
        Problems problems = new Problems();
        Optional<DistributionSettings> settings = distribution(problems);
        problems.throwIfAny();
        return settings;
    }

    /** Every mistake of every file, sorted by file, line and column; empty when all is well. */
    public List<ConfigurationError> lint() {
        Problems problems = new Problems();
        NodeSettings settings = settings(problems);
        registry(settings, problems);
        distribution(problems);
        return problems.sorted();
    }

    /**
     * What the last load read or looked for, whether it succeeded or not: files (also missing ones), and directories
     * in which a new file could match an include. A change of any of them calls for a new load.
     */
    public Set<Path> watched() {
        Set<Path> all = new TreeSet<>(registryPaths);
        all.add(watcherFile());
        return all;
    }

    private Path watcherFile() {
        return directory.resolve("watcher.yaml");
    }

    private NodeSettings settings(Problems problems) {
        Path path = watcherFile();
        Yaml nothing = new Yaml.Mapping(Place.startOf(path), List.of());
        Yaml written = Files.notExists(path)
                ? nothing
                : SourceFile.read(path, problems)
                        .flatMap(file ->
                                YamlReader.isBlank(file) ? Optional.of(nothing) : new YamlReader(problems).read(file))
                        .orElse(nothing);
        return WatcherForm.FORM
                .decode(environment.over(written, WatcherForm.FORM), new Where("", problems))
                .or(() -> WatcherForm.FORM.decode(nothing, new Where("", new Problems())))
                .map(settings -> RelativePaths.resolve(settings, directory))
                .orElseThrow(() -> new IllegalStateException("an empty watcher.yaml means the defaults"));
    }

    private Registry registry(NodeSettings settings, Problems problems) {
        RegistryAssembly assembly = new RegistryAssembly(settings, directory, problems);
        RegistryLoader loader = new RegistryLoader(settings.source(), assembly, problems);
        Registry registry = loader.load(settings.source());
        registryPaths = Set.copyOf(loader.watched());
        return registry;
    }

    private Optional<DistributionSettings> distribution(Problems problems) {
        Path path = directory.resolve("distribution.yaml");
        return Files.notExists(path)
                ? Optional.empty()
                : SourceFile.read(path, problems)
                        .flatMap(new YamlReader(problems)::read)
                        .flatMap(tree -> DistributionForm.FORM.decode(tree, new Where("", problems)));
    }
}
