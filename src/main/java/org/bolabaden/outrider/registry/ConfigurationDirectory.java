package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
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
    private final boolean distributed;
    private volatile Set<Path> registryPaths = Set.of();

    /**
     * Names a directory; nothing is read yet.
     *
     * @param directory as the user gave it: paths in errors begin with it
     * @param environment the process's variables; those named {@code OUTRIDER_…} are laid over watcher.yaml
     */
    public ConfigurationDirectory(Path directory, Map<String, String> environment) {
        this(directory, environment, true);
    }

    private ConfigurationDirectory(Path directory, Map<String, String> environment, boolean distributed) {
        this.directory = directory;
        this.environment = new EnvironmentOverlay(Map.copyOf(environment));
        this.distributed = distributed;
    }

    /**
     * The directory of a registry file that is looked at by itself, whatever brings the registry otherwise.
     *
     * @param file the registry, instead of the one that watcher.yaml names
     * @param environment as for the constructor
     */
    public static ConfigurationDirectory ofFile(Path file, Map<String, String> environment) {
        Map<String, String> with = new HashMap<>(environment);
        with.put("OUTRIDER_SOURCE", file.toAbsolutePath().toString());
        return new ConfigurationDirectory(
                file.toAbsolutePath().resolveSibling("").normalize(), with, false);
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
        Optional<DistributionSettings> distribution = distribution(problems);
        if (source(settings, distribution).isThere()) {
            registry(settings, problems);
        }
        return problems.sorted();
    }

    /**
     * Whether there is a registry to read: false only while distribution.yaml has it pulled and nothing was fetched yet.
     *
     * @throws ConfigurationException with every mistake of distribution.yaml
     */
    public boolean isFetched(NodeSettings settings) throws ConfigurationException {
        return source(settings, distribution()).isThere();
    }

    /** What Syncthing set aside where the last load looked, because two nodes changed the same file. */
    public Set<Path> conflicts() {
        Set<Path> found = new TreeSet<>();
        registryPaths.stream()
                .map(path -> Files.isDirectory(path) ? path : path.resolveSibling(""))
                .distinct()
                .forEach(place -> addConflicts(place, found));
        return found;
    }

    private static void addConflicts(Path place, Set<Path> found) {
        try {
            Listing.of(place).stream()
                    .filter(file -> TransferNames.isConflict(file.getFileName().toString()))
                    .forEach(found::add);
        } catch (IOException gone) {
            // A directory that cannot be listed is told about by the load.
        }
    }

    /**
     * What the last load read or looked for, whether it succeeded or not: files (also missing ones), and directories
     * in which a new file could match an include. A change of any of them calls for a new load.
     */
    public Set<Path> watched() {
        Set<Path> all = new TreeSet<>(registryPaths);
        all.add(watcherFile());
        all.add(distributionFile());
        return all;
    }

    private Path watcherFile() {
        return directory.resolve("watcher.yaml");
    }

    /** Where distribution.yaml is, or would be. */
    public Path distributionFile() {
        return directory.resolve("distribution.yaml");
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
        RegistrySource source = source(settings, distribution(problems));
        Optional<Path> file = source.file(problems);
        if (file.isEmpty()) {
            registryPaths = source.watched();
            return new LoadedRegistry(Registry.EMPTY, "", Collections.emptySortedMap());
        }
        RegistryLoader loader = loader(Origin.USER, file.get(), settings, problems);
        LoadedRegistry loaded = loader.load(file.get());
        Set<Path> paths = new TreeSet<>(loader.watched());
        paths.addAll(source.watched());
        registryPaths = Set.copyOf(paths);
        return loaded;
    }

    private RegistrySource source(NodeSettings settings, Optional<DistributionSettings> distribution) {
        return new RegistrySource(
                directory, settings, distribution.filter(any -> distributed).orElse(DistributionSettings.NONE));
    }

    private RegistryLoader loader(Origin origin, Path source, NodeSettings settings, Problems problems) {
        return new RegistryLoader(origin, source, new RegistryAssembly(settings, directory, problems), problems);
    }

    private Optional<DistributionSettings> distribution(Problems problems) {
        Path path = distributionFile();
        return Files.notExists(path)
                ? Optional.empty()
                : SourceFile.read(path, problems)
                        .flatMap(new YamlReader(problems)::read)
                        .flatMap(tree -> DistributionForm.FORM.decode(tree, new Where("", problems)))
                        .map(settings -> settings.in(directory));
    }
}
