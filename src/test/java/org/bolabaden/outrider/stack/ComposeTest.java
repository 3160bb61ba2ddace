package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What holds of every service of compose.yaml. */
class ComposeTest {
    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?[0-9]+[.][0-9]+[.][0-9]+(-[a-z0-9]+)?");

    @TempDir
    Path directory;

    private final Map<?, ?> file = (Map<?, ?>)
            new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                    .loadFromString(Deployment.text(Deployment.of("compose.yaml")));
    private final Map<String, Map<String, Object>> services = services();

    /** With what each takes over by {@code <<}. */
    private Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        ((Map<?, ?>) file.get("services")).forEach((name, service) -> {
            Map<String, Object> merged = new TreeMap<>();
            Map<?, ?> own = (Map<?, ?>) service;
            if (own.get("<<") instanceof Map<?, ?> inherited) {
                inherited.forEach((key, value) -> merged.put((String) key, value));
            }
            own.forEach((key, value) -> merged.put((String) key, value));
            all.put((String) name, merged);
        });
        return all;
    }

    @Test
    void theProfilesHaveTheirServices() {
        assertThat(of("edge")).containsExactlyInAnyOrder("traefik", "haproxy", "outrider");
        assertThat(of("redis")).containsExactlyInAnyOrder("redis", "sentinel");
        assertThat(of("observability")).containsExactlyInAnyOrder("prometheus", "loki", "alloy", "grafana");
        assertThat(services.values())
                .allSatisfy(
                        service -> assertThat((List<?>) service.get("profiles")).hasSize(1));
    }

    private Set<String> of(String profile) {
        Set<String> names = new TreeSet<>();
        services.forEach((name, service) -> {
            if (((List<?>) service.get("profiles")).contains(profile)) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void eachIsPinnedLookedAfterAndRotated() {
        services.forEach((name, service) -> {
            assertThat((String) service.get("image")).as(name).matches(PINNED);
            Map<?, ?> health = (Map<?, ?>) service.get("healthcheck");
            assertThat(health).as(name).isNotNull();
            assertThat((List<?>) health.get("test")).as(name).hasSizeGreaterThan(1);
            Map<?, ?> logging = (Map<?, ?>) service.get("logging");
            assertThat((Map<?, ?>) logging.get("options")).as(name).hasSize(2);
            assertThat(service.get("restart")).as(name).isEqualTo("unless-stopped");
        });
    }

    @Test
    void eachHasNoRightThatItDoesNotNeed() {
        services.forEach((name, service) -> {
            assertThat((List<?>) service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
            assertThat((List<?>) service.get("security_opt")).as(name).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(service).as(name).doesNotContainKeys("privileged", "ports", "pid", "devices");
        });
    }

    @Test
    void eachMountIsADirectoryThatBootstrapMakes() {
        Bootstrapped node = Bootstrapped.in(directory);

        services.forEach((name, service) -> ((List<?>) service.get("volumes")).forEach(volume -> {
            Map<?, ?> mount = (Map<?, ?>) volume;
            assertThat(mount.get("type")).isEqualTo("bind");
            String source = (String) mount.get("source");
            // The one file: a socket, which nobody replaces by a rename.
            if (!source.equals("/var/run/docker.sock")) {
                assertThat(here(node, source)).as(name + ": " + source).isDirectory();
                assertThat((Map<?, ?>) mount.get("bind")).isEqualTo(Map.of("create_host_path", false));
            }
        }));
    }

    @Test
    void eachSecretIsAFileThatBootstrapMakes() {
        Bootstrapped node = Bootstrapped.in(directory);
        Map<?, ?> secrets = (Map<?, ?>) file.get("secrets");

        secrets.forEach((name, secret) -> assertThat(here(node, (String) ((Map<?, ?>) secret).get("file")))
                .as(name.toString())
                .isRegularFile());
        services.forEach((name, service) -> assertThat(
                        secrets.keySet().containsAll((List<?>) service.getOrDefault("secrets", List.of())))
                .as(name)
                .isTrue());
    }

    private static Path here(Bootstrapped node, String source) {
        return Path.of(source.replaceFirst(
                        "^\\$\\{BOLABADEN_ETC:-[^}]*}", node.etc().toString())
                .replaceFirst("^\\$\\{BOLABADEN_STATE:-[^}]*}", node.state().toString()));
    }

    @Test
    void whatChecksHaproxysFilesIsOfHaproxysVersion() {
        String beside = (String) services.get("haproxy").get("image");
        String dockerfile = Deployment.text(Path.of("src/main/docker/Dockerfile.edge"));
        Map<?, ?> build = (Map<?, ?>) services.get("outrider").get("build");

        assertThat(beside).endsWith(":" + ((Map<?, ?>) build.get("args")).get("HAPROXY"));
        assertThat(dockerfile).contains("\nARG HAPROXY=" + beside.substring(beside.lastIndexOf(':') + 1) + "\n");
        assertThat(Files.exists(Deployment.of((String) build.get("context")).resolve((String) build.get("dockerfile"))))
                .isTrue();
    }

    @Test
    void everyVariableIsInTheExample() {
        String example = Deployment.text(Deployment.of("node.env.example"));

        Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)")
                .matcher(Deployment.text(Deployment.of("compose.yaml")))
                .results()
                .forEach(variable -> assertThat(example).contains("\n" + variable.group(1) + "="));
    }
}
