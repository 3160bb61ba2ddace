package org.bolabaden.outrider.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real bare repository, and the working tree of somebody who pushes to it. */
public final class GitRepository {
    private final Path root;
    private final Path bare;
    private final Path tree;

    /** Makes both, on branch main, without a commit. */
    public GitRepository(Path root) {
        this.root = root;
        this.bare = root.resolve("registry.git");
        this.tree = root.resolve("tree");
        run(root, "git", "init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        run(root, "git", "init", "--quiet", "--initial-branch=main", tree.toString());
        run(bare, "git", "config", "receive.denyDeleteCurrent", "ignore");
        git("remote", "add", "origin", bare.toString());
    }

    public String url() {
        return "file://" + bare;
    }

    public Path bare() {
        return bare;
    }

    public Path tree() {
        return tree;
    }

    public GitRepository write(String name, String content) {
        return write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public GitRepository write(String name, byte[] content) {
        try {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public GitRepository link(String name, String target) {
        try {
            Path link = tree.resolve(name);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public GitRepository delete(String name) {
        git("rm", "-r", "--quiet", "--force", "--", name);
        return this;
    }

    /** Commits all that is in the tree, with further options, and pushes it by force; the commit. */
    public String push(String... options) {
        git("add", "--all");
        return pushStaged(options);
    }

    /** The same of what is staged alone. */
    public String pushStaged(String... options) {
        List<String> words = new ArrayList<>(List.of("commit", "--quiet", "--allow-empty", "--message=change"));
        words.addAll(List.of(options));
        git(words.toArray(String[]::new));
        git("push", "--quiet", "--force", "origin", "HEAD:main");
        return head();
    }

    /** Removes all files of the tree. */
    public GitRepository clear() {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(tree) && !path.startsWith(tree.resolve(".git")))
                    .toList()) {
                Files.delete(file);
            }
            return this;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public String head() {
        return git("rev-parse", "HEAD").strip();
    }

    /** Makes a key pair; options that sign a commit with it come from {@link #signing}. */
    public Path key(String name) {
        Path key = root.resolve(name);
        run(root, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key.toString());
        return key;
    }

    /** Has further commits signed with that key. */
    public GitRepository signing(Path key) {
        git("config", "gpg.format", "ssh");
        git("config", "user.signingkey", key.toString());
        return this;
    }

    /** A line of an allowed-signers file. */
    public static String signer(String name, Path key) {
        try {
            return name + " " + Files.readString(Path.of(key + ".pub"));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Runs git in the tree; what it said. */
    public String git(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"));
        all.addAll(List.of(words));
        return run(tree, all.toArray(String[]::new));
    }

    private static String run(Path directory, String... words) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of("GIT_CONFIG_NOSYSTEM", "1", "GIT_CONFIG_GLOBAL", "/dev/null", "LC_ALL", "C"));
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(List.of(words) + ": " + said);
            }
            return said;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
