package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A node that {@code bootstrap.sh --root} made in a directory. */
public final class Bootstrapped {
    /** A node of three with everything. */
    private static final Map<String, String> NODE = Map.of(
            "NODE", "node1.example.org",
            "NODE_ADDRESS", "127.0.0.1",
            "NODES", "node1.example.org=127.0.0.1 node2.example.org=127.0.0.2 node3.example.org=127.0.0.3",
            "DOMAIN", "example.org",
            "ACME_EMAIL", "admin@example.org",
            "ACME_CA", "http://127.0.0.1:9/directory",
            "PROFILES", "edge redis observability",
            "CF_DNS_API_TOKEN", "secret");

    private final Path root;

    private Bootstrapped(Path root) {
        this.root = root;
    }

    /** How a script ended, and what it said on both outputs. */
    public record Ended(int exit, String said) {}

    /** Makes it. */
    public static Bootstrapped in(Path root) {
        Ended ended = run(root, NODE);
        assertThat(ended.exit()).as(ended.said()).isZero();
        return new Bootstrapped(root);
    }

    /** Runs the script there, with nothing in its environment but that. */
    public static Ended run(Path root, Map<String, String> settings, String... options) {
        List<String> words =
                new ArrayList<>(List.of("helm-free-deploy/bootstrap.sh", "--no-input", "--root", root.toString()));
        words.addAll(List.of(options));
        return script(words, settings);
    }

    static Ended script(List<String> words, Map<String, String> settings) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            Map<String, String> environment = new HashMap<>(settings);
            environment.put("PATH", System.getenv("PATH"));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    static Map<String, String> node() {
        return NODE;
    }

    /** What is below {@code /etc/bolabaden}. */
    public Path etc() {
        return root.resolve("etc/bolabaden");
    }

    /** What is below {@code /var/lib/bolabaden}. */
    public Path state() {
        return root.resolve("var/lib/bolabaden");
    }

    /** Replaces words in a file of it. */
    public void edit(Path file, String... pairs) {
        try {
            String text = Files.readString(file);
            for (int i = 0; i < pairs.length; i += 2) {
                assertThat(text).as(file.toString()).contains(pairs[i]);
                text = text.replace(pairs[i], pairs[i + 1]);
            }
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Each file and directory with mode, owner, time of its last change and content. */
    public static Map<String, String> tree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> tree = new TreeMap<>();
            for (Path path : (Iterable<Path>) all::iterator) {
                tree.put(
                        root.relativize(path).toString(),
                        Files.readAttributes(path, "unix:mode,uid,gid,lastModifiedTime") + " " + digest(path));
            }
            return tree;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String digest(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return "";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException never) {
            throw new AssertionError(never);
        }
    }
}
