package org.bolabaden.outrider.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bolabaden.outrider.GeneratedRegistries;
import org.bolabaden.outrider.hostile.Corpus;
import org.bolabaden.outrider.hostile.Hostile;
import org.bolabaden.outrider.hostile.JsonGrammar;
import org.bolabaden.outrider.hostile.Judges;
import org.bolabaden.outrider.hostile.Reading;
import org.bolabaden.outrider.hostile.Target;
import org.bolabaden.outrider.hostile.YamlGrammar;
import org.bolabaden.outrider.registry.RegistryLoader.Origin;

/** The files that a user writes, or others write for him, and those that this package keeps for itself. */
public final class HostileFiles {
    private static final String ROOT = """
            version: 1
            include: ["services.d/*.yaml"]
            """;
    private static final List<String> SECRET_PLACES = List.of(
            "notify: [{webhook: {url: \"%s\"}}]",
            "notify: [{ntfy: {url: \"%s\"}}]",
            "notify: [{discord: {url: \"%s\"}}]",
            "notify: [{slack: {url: \"%s\"}}]",
            "notify: [{slack: {url:%s}}]",
            "notify: [{slack: %s}]",
            "peers: {list: [{node: a, url: \"%s\"}]}",
            "peers: {via: etcd, etcd: {endpoints: [\"%s\"]}}",
            "dns: {provider: cloudflare, zone: example.org, names: [example.org], address: {echo: [\"%s\"]}}",
            "otlp: {endpoint: \"%s\"}",
            "traefik: {metrics: \"%s\"}");

    private HostileFiles() {}

    /**
     * All of them.
     *
     * @param scratch where files may be written
     */
    public static List<Target> targets(Path scratch) throws IOException {
        Judges judges = new Judges(directory(scratch, "judges"));
        return List.of(
                services(directory(scratch, "services"), judges),
                new Target(
                        "yaml-test-suite",
                        List.of(),
                        services(directory(scratch, "suite"), judges).parser(),
                        Optional.empty(),
                        false),
                include(directory(scratch, "include"), judges),
                watcher(directory(scratch, "watcher")),
                secretUrls(directory(scratch, "secret-urls")),
                environment(directory(scratch, "environment")),
                distribution(directory(scratch, "distribution")),
                pin(directory(scratch, "pin")),
                generation(directory(scratch, "generation")));
    }

    private static Path directory(Path scratch, String name) throws IOException {
        return Files.createDirectories(scratch.resolve("registry-" + name));
    }

    private static Target services(Path directory, Judges judges) throws IOException {
        Files.writeString(directory.resolve("watcher.yaml"), "node: node1.example.org\n");
        return Target.answering("services", input -> {
                    Files.write(directory.resolve("services.yaml"), input);
                    return loaded(directory, judges, input);
                })
                .by(HostileFiles::registry);
    }

    /** What a careless hand could write, nearly always accepted; or one of the corpus; each with something hostile in it. */
    private static byte[] registry(RandomGenerator random, Corpus corpus) {
        if (random.nextInt(4) == 0) {
            return new YamlGrammar().write(random, corpus);
        }
        byte[] generated = GeneratedRegistries.yaml(random.nextLong()).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? generated : new YamlGrammar().write(random, new Corpus(List.of(generated)));
    }

    private static Target include(Path directory, Judges judges) throws IOException {
        Files.writeString(directory.resolve("watcher.yaml"), "node: node1.example.org\n");
        Files.writeString(directory.resolve("services.yaml"), ROOT);
        Path below = Files.createDirectories(directory.resolve("services.d"));
        return Target.answering("include", input -> {
                    Files.write(below.resolve("one.yaml"), input);
                    return loaded(directory, judges, input);
                })
                .by(new YamlGrammar());
    }

    private static Reading loaded(Path directory, Judges judges, byte[] input) throws Exception {
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        List<String> faults = faults(files);
        if (!faults.isEmpty()) {
            return Reading.refused(faults);
        }
        NodeSettings settings = files.settings();
        Registry registry = files.registry(settings);
        return Reading.taken()
                .telling(Advice.of(settings, registry))
                .with(judges.rendered(registry, settings, Arrays.hashCode(input)));
    }

    private static List<String> faults(ConfigurationDirectory files) {
        return files.lint().stream().map(ConfigurationError::toString).toList();
    }

    private static Target watcher(Path directory) {
        return Target.answering("watcher", input -> {
                    Files.write(directory.resolve("watcher.yaml"), input);
                    return settings(new ConfigurationDirectory(directory, Map.of()), directory);
                })
                .by(new YamlGrammar());
    }

    private static Reading settings(ConfigurationDirectory files, Path directory) throws Exception {
        List<String> faults = faults(files).stream()
                // What source: names is another file's business.
                .filter(line -> !line.startsWith(directory.resolve("registry").toString()))
                .toList();
        if (!faults.isEmpty()) {
            return Reading.refused(faults);
        }
        files.settings();
        return Reading.taken();
    }

    private static Target secretUrls(Path directory) {
        return Target.answering("secret-urls", input -> {
                    String text = new String(input, StandardCharsets.UTF_8);
                    if (SECRET_PLACES.stream().noneMatch(place -> isFilled(place, text))) {
                        // The secret may stand anywhere in it, and what stands in a wrong place is told.
                        return Reading.of(false);
                    }
                    Files.write(directory.resolve("watcher.yaml"), input);
                    return Reading.refused(faults(new ConfigurationDirectory(directory, Map.of())));
                })
                .by(HostileFiles::withSecretUrl);
    }

    private static boolean isFilled(String place, String text) {
        String[] ends = place.split("%s", 2);
        boolean framed = text.startsWith(ends[0]) && text.endsWith(ends[1]);
        return framed
                && text.substring(ends[0].length(), text.length() - ends[1].length())
                                .indexOf('"')
                        < 0;
    }

    /** A URL that somebody got wrong, with what is secret in it, in a key whose URLs may have such. */
    private static byte[] withSecretUrl(RandomGenerator random, Corpus corpus) {
        String place = SECRET_PLACES.get(random.nextInt(SECRET_PLACES.size()));
        boolean whole = place.startsWith("notify");
        String scheme =
                List.of("https://", "http://", "https:/", "htps://", "//", "").get(random.nextInt(6));
        String host = List.of("example.org", "", "ex ample.org", "[::1", "example.org:99999", "\u202e")
                .get(random.nextInt(6));
        String user = whole && random.nextBoolean() ? "" : "user:" + Hostile.SECRET + "@";
        String path = whole ? "/services/" + Hostile.SECRET : "/";
        String query = random.nextBoolean() ? "?token=" + Hostile.SECRET : "";
        String fragment = random.nextInt(4) == 0 ? "#" + Hostile.number(random) : "";
        return place.formatted(scheme + user + host + path + query + fragment).getBytes(StandardCharsets.UTF_8);
    }

    private static Target environment(Path directory) {
        return Target.answering("environment", input -> {
            Map<String, String> variables = new HashMap<>();
            new String(input, StandardCharsets.UTF_8).lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    variables.put(line.substring(0, equals), line.substring(equals + 1));
                }
            });
            variables.remove("OUTRIDER_SOURCE");
            return settings(new ConfigurationDirectory(directory, variables), directory);
        });
    }

    private static Target distribution(Path directory) {
        return Target.answering("distribution", input -> {
                    Files.write(directory.resolve("distribution.yaml"), input);
                    ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
                    List<String> faults = faults(files);
                    if (faults.isEmpty()) {
                        files.distribution();
                    }
                    return faults.isEmpty() ? Reading.taken() : Reading.refused(faults);
                })
                .by(new YamlGrammar());
    }

    private static Target pin(Path directory) {
        return Target.refusing("pin", IOException.class, input -> {
                    Path file = Files.write(directory.resolve("pin.json"), input);
                    return Reading.of(Pin.read(file).isPresent());
                })
                .by(new JsonGrammar());
    }

    private static Target generation(Path directory) throws IOException {
        Path one = Files.createDirectories(directory.resolve("0001"));
        return Target.answering("generation", input -> {
                    Files.write(one.resolve(Origin.DESCRIPTION), input);
                    return Reading.of(!new GenerationStore(directory).list().isEmpty());
                })
                .by(new JsonGrammar());
    }
}
