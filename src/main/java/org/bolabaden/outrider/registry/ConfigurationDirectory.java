package org.bolabaden.outrider.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.registry.RegistryLoader.Origin;

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
        return load(settings).registry();
    }

    /**
     * The same, with the bytes that were read.
     *
     * @throws ConfigurationException with every mistake of all its files
     */
    public LoadedRegistry load(NodeSettings settings) throws ConfigurationException {
        Problems problems = new Problems();
        LoadedRegistry loaded = registry(settings, problems);
        problems.throwIfAny();
        return loaded;
    }

    /**
     * Reads a registry from a copy of its files that lies elsewhere. It is the registry that the originals made: of the
     * same version, and with the paths in it relative to this directory.
     *
     * @param source the copy of the first file
     * @throws ConfigurationException with every mistake of all its files
     */
    Registry registryOf(Path source, NodeSettings settings) throws ConfigurationException {
        Problems problems = new Problems();
        Registry registry = loader(Origin.GENERATION, source, settings, problems)
                .load(source)
                .registry();
        problems.throwIfAny();
        return registry;
    }

    /** Which directory this is, whatever the working directory of the process. */
    String location() {
        return directory.toAbsolutePath().normalize().toString();
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
        TemplateOutputs.check(written, directory, problems);
        return WatcherForm.FORM
                .decode(environment.over(written, WatcherForm.FORM), new Where("", problems))
                .or(() -> WatcherForm.FORM.decode(nothing, new Where("", new Problems())))
                .map(settings -> RelativePaths.resolve(settings, directory))
                .orElseThrow(() -> new IllegalStateException("an empty watcher.yaml means the defaults"));
    }

    private LoadedRegistry registry(NodeSettings settings, Problems problems) {
        RegistryLoader loader = loader(Origin.USER, settings.source(), settings, problems);
        LoadedRegistry loaded = loader.load(settings.source());
        registryPaths = Set.copyOf(loader.watched());
        return loaded;
    }

    private RegistryLoader loader(Origin origin, Path source, NodeSettings settings, Problems problems) {
        return new RegistryLoader(origin, source, new RegistryAssembly(settings, directory, problems), problems);
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
