package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainFile;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.sentinel.PrimaryMemory;

/** All that a sidecar writes, in one directory, and what it said to have written. */
final class KeptFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path below;
    private final Map<String, Optional<String>> drained = new HashMap<>();
    private Optional<String> name = Optional.empty();

    KeptFiles(Path below) throws IOException {
        this.below = below;
        for (Path file : List.of(haproxy(), traefik(), events())) {
            Files.createDirectories(file.resolveSibling("."));
        }
    }

    Path state() {
        return below.resolve("state");
    }

    Path haproxy() {
        return below.resolve("haproxy/haproxy.cfg");
    }

    Path traefik() {
        return below.resolve("traefik/dynamic.yaml");
    }

    Path events() {
        return below.resolve("log/events.jsonl");
    }

    /** It was asked to change that, and has not answered yet. */
    void unsure(String target) {
        drained.remove(target);
    }

    /** It answered that it drains that, for this reason; empty: that it does not. */
    void drained(String target, Optional<String> reason) {
        drained.put(target, reason);
    }

    /** It was asked to write the files anew, and has not answered yet. */
    void unsureOfOutputs() {
        name = Optional.empty();
    }

    /** It answered that the files are live that have a service of that name. */
    void reloaded(String service) {
        name = Optional.of(service);
    }

    /** Every file is whole, and has what it said. */
    void requireWhole() throws IOException {
        requireDrains();
        requirePrimaries();
        requireGenerations();
        requireOutput(traefik());
        requireOutput(haproxy());
        if (Files.exists(haproxy())) {
            requireValid();
        }
    }

    private void requireDrains() throws IOException {
        List<Drain> found =
                DrainFile.in(state()).read(new NodeName("elsewhere")).drains().all();
        drained.forEach((target, reason) -> assertThat(found.stream()
                        .filter(drain -> drain.target().toString().equals(target))
                        .findFirst()
                        .flatMap(Drain::reason))
                .as("the drain of %s", target)
                .isEqualTo(reason));
    }

    private void requirePrimaries() throws IOException {
        // What cannot be read is an exception.
        assertThat(PrimaryMemory.read(PrimaryMemory.in(state()))).isNotNull();
    }

    private void requireGenerations() throws IOException {
        Path registry = state().resolve("registry");
        if (!Files.exists(registry)) {
            return;
        }
        try (Stream<Path> generations = Files.list(registry)) {
            for (Path one : generations
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                JsonNode description =
                        JSON.readTree(one.resolve("generation.json").toFile());
                assertThat(one.resolve(description.path("source").asText()))
                        .content()
                        .contains("version: 1");
            }
        }
    }

    /** It has one of the two texts that were noted before it was touched. */
    private void requireOutput(Path output) throws IOException {
        try (Stream<Path> files = Files.exists(state()) ? Files.walk(state()) : Stream.empty()) {
            for (Path record :
                    files.filter(file -> file.endsWith("record.json")).toList()) {
                JsonNode root = JSON.readTree(record.toFile());
                if (root.path("path").asText().equals(output.toString()) && Files.exists(output)) {
                    assertThat(fingerprint(output))
                            .as(output.toString())
                            .isIn(
                                    root.path("written").asText(),
                                    root.path("writing").asText());
                }
            }
        }
        if (name.isPresent()) {
            assertThat(output).content().contains(name.get());
        }
    }

    private static String fingerprint(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void requireValid() throws IOException {
        Process check = new ProcessBuilder(
                        HaproxyVersion.V2_6.program().toString(),
                        "-c",
                        "-f",
                        haproxy().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            assertThat(check.waitFor()).as(said).isZero();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** How many lines of the event files are no events. */
    long torn() throws IOException {
        long torn = 0;
        try (Stream<Path> files = Files.list(events().resolveSibling("."))) {
            for (Path file : files.toList()) {
                torn += Files.readAllLines(file).stream()
                        .filter(line -> !isEvent(line))
                        .count();
            }
        }
        return torn;
    }

    private static boolean isEvent(String line) {
        try {
            return JSON.readTree(line).path("event").isTextual();
        } catch (JsonProcessingException cutOff) {
            return false;
        }
    }

    /** What was begun and is neither finished nor cleaned away. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
