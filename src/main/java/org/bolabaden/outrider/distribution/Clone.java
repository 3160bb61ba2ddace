package org.bolabaden.outrider.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.DistributionSettings;

/**
 * Our bare, shallow clone. It is a cache and no more: what serves is in the {@link Exports}, so that it may be thrown away
 * whenever something about it seems wrong.
 */
final class Clone {
    /** How far back commits are fetched: enough to tell a branch that went on from one that was rewritten. */
    static final int DEPTH = 50;

    private static final String HEAD = "refs/outrider/head";

    // git may warn on the same output.
    private static final Pattern COMMIT = Pattern.compile("(?m)^[0-9a-f]{40,64}$");

    private final Git git;
    private final Git.Call call;
    private final Path directory;

    Clone(Git git, Git.Call call, Path home) {
        this.git = git;
        this.call = call;
        this.directory = home.resolve("clone.git");
    }

    boolean exists() {
        return Files.exists(directory);
    }

    void discard() throws IOException {
        Exports.delete(directory);
    }

    /** Fetches the branch and returns its commit. A branch that was rewritten is fetched as any other. */
    String fetch(DistributionSettings.Git wanted) throws FetchException {
        if (!exists()) {
            git.run("git init", call, List.of("init", "--quiet", "--bare", "--template=", "--", directory.toString()));
        }
        here(
                "git fetch",
                call,
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--force",
                "--depth=" + DEPTH,
                "--",
                wanted.repo(),
                "+refs/heads/" + wanted.branch() + ":" + HEAD);
        String said = here("git rev-parse", call, "rev-parse", "--verify", HEAD + "^{commit}");
        Matcher commit = COMMIT.matcher(said);
        if (!commit.find()) {
            throw FetchException.failed("git rev-parse: no commit in its answer");
        }
        return commit.group();
    }

    /** Whether the branch went on from that commit; a commit that is too far back counts as not. */
    boolean wentOnFrom(String before) {
        try {
            here("git merge-base", call, "merge-base", "--is-ancestor", before, HEAD);
            return true;
        } catch (FetchException not) {
            return false;
        }
    }

    /** Requires a good ssh signature by one of the allowed signers; one by any other means is none. */
    void verify(String commit, Path allowedSigners) throws FetchException {
        if (!Files.isReadable(allowedSigners)) {
            throw FetchException.refused(
                    "allowed_signers_file " + allowedSigners
                            + " cannot be read, so no signature can be verified; see that it is there and readable by this user");
        }
        try {
            here(
                    "git verify-commit",
                    call,
                    "-c",
                    "gpg.ssh.allowedSignersFile=" + allowedSigners.toAbsolutePath(),
                    "-c",
                    "gpg.minTrustLevel=fully",
                    "-c",
                    "gpg.program=/bin/false",
                    "-c",
                    "gpg.x509.program=/bin/false",
                    "verify-commit",
                    commit);
        } catch (FetchException unsigned) {
            throw FetchException.refused("has no good ssh signature by one of " + allowedSigners
                    + "; sign it (git commit -S), or add its signer there");
        }
    }

    /** The files below the path. */
    Tree tree(String commit, DistributionSettings.Git wanted) throws FetchException {
        List<String> words = new ArrayList<>(List.of("ls-tree", "-r", "-l", "-z", "--full-tree", commit));
        wanted.path().ifPresent(path -> words.addAll(List.of("--", path)));
        String listing = here("git ls-tree", call, words.toArray(String[]::new));
        // In bytes, as it was cut: half as many characters may be all that there is room for.
        if (listing.getBytes(StandardCharsets.UTF_8).length >= Git.MOST_OUTPUT / 2) {
            throw FetchException.refused(
                    "has too many files; keep the registry in a directory of its own and set path");
        }
        Tree tree = Tree.of(listing);
        if (tree.entries().isEmpty()) {
            throw FetchException.refused("has no file"
                    + wanted.path().map(path -> " in '" + path + "'").orElse("")
                    + "; is path in distribution.yaml right?");
        }
        return tree;
    }

    /** Writes the files below the path into a directory, without any link. */
    void export(String commit, DistributionSettings.Git wanted, Path into) throws FetchException {
        Git.Call indexed =
                call.with("GIT_INDEX_FILE", directory.resolve("export.index").toString());
        here(
                "git read-tree",
                indexed,
                "read-tree",
                wanted.path().map(path -> commit + ":" + path).orElse(commit));
        here(
                "git checkout-index",
                indexed,
                "--work-tree=" + into.toAbsolutePath(),
                "checkout-index",
                "--all",
                "--force",
                "--prefix=" + into.toAbsolutePath() + "/");
    }

    /** Packs what is needed and drops what is not, when there is much of it. */
    void tidy() {
        try {
            here(
                    "git gc",
                    call,
                    "-c",
                    "gc.auto=500",
                    "-c",
                    "gc.autoDetach=false",
                    "-c",
                    "gc.pruneExpire=now",
                    "gc",
                    "--auto",
                    "--quiet");
        } catch (FetchException later) {
            // A clone that is beyond tidying is beyond fetching too, and then made anew.
        }
    }

    private String here(String what, Git.Call with, String... words) throws FetchException {
        List<String> all = new ArrayList<>(List.of("--git-dir=" + directory.toAbsolutePath()));
        all.addAll(List.of(words));
        return git.run(what, with, all);
    }
}
