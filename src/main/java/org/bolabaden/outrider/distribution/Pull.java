package org.bolabaden.outrider.distribution;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.DistributionSettings;
import org.bolabaden.outrider.registry.DurableDirectory;
import org.bolabaden.outrider.secret.SecretFile;

/**
 * Looks at a branch, and brings its commit here when it is another one than the last. Level-triggered: each look compares
 * what the branch has with what is here, and remembers nothing between them. For one thread.
 */
public final class Pull implements AutoCloseable {
    private static final Pattern LISTED = Pattern.compile("(?m)^([0-9a-f]{40,64})\\s+(\\S+)$");

    private final Path home;
    private final Exports exports;
    private final Map<String, String> environment;
    private final Git git = new Git();

    /**
     * One that keeps what it fetches there; nothing is read or written yet.
     *
     * @param home {@link DistributionSettings#home}
     * @param environment our own, of which git gets a few variables
     */
    public Pull(Path home, Map<String, String> environment) {
        this.home = home;
        this.exports = new Exports(home);
        this.environment = Map.copyOf(environment);
    }

    /** How a look ended well. */
    public sealed interface Look {
        /** The branch's commit. */
        String commit();

        /** It is the one that is here. */
        record Same(String commit) implements Look {}

        /**
         * It is another one, and is here now.
         *
         * @param before the one that was here
         * @param rewound whether the branch did not go on from that
         */
        record Fetched(String commit, Optional<String> before, boolean rewound) implements Look {}
    }

    /**
     * What is here.
     *
     * @param commit the whole hash
     * @param at when it was fetched
     */
    public record Here(String commit, Instant at) {}

    /** The commit whose files are here; empty: none was fetched yet. */
    public Optional<Here> here() {
        return exports.present().map(present -> new Here(present.commit(), present.since()));
    }

    // A key is looked at by ssh itself.
    private static void requireKept(DistributionSettings.Git wanted) throws FetchException {
        try {
            if (wanted.tokenFile().isPresent()) {
                SecretFile.requireKept(wanted.tokenFile().get());
            }
        } catch (NoSuchFileException missing) {
            throw FetchException.failed("git.token_file: " + missing.getFile() + ": no such file");
        } catch (IOException exchangeable) {
            throw FetchException.failed("git.token_file: " + exchangeable.getMessage());
        }
    }

    /**
     * Looks now. Blocks for a few times the limit of a command at the most.
     *
     * @throws FetchException when it cannot be looked at, or what it has may not be used; what is here stays
     */
    public Look look(DistributionSettings.Git wanted) throws FetchException {
        requireKept(wanted);
        Git.Call call = new Git.Call(Access.of(wanted, home, environment), wanted.timeout());
        String head = head(call, wanted);
        Optional<Exports.Present> present = exports.present();
        if (present.filter(now -> now.is(head, wanted)).isPresent()) {
            return new Look.Same(head);
        }
        try {
            DurableDirectory.make(home);
            return fetch(new Clone(git, call, home), wanted, present);
        } catch (IOException disk) {
            throw FetchException.failed(
                    home + ": cannot be written (" + disk.getClass().getSimpleName() + ": " + disk.getMessage()
                            + "); see that the disk has room and this user may write there");
        }
    }

    private String head(Git.Call call, DistributionSettings.Git wanted) throws FetchException {
        String name = "refs/heads/" + wanted.branch();
        String listed = git.run("git ls-remote", call, List.of("ls-remote", "--", wanted.repo(), name));
        Matcher line = LISTED.matcher(listed);
        while (line.find()) {
            if (line.group(2).equals(name)) {
                return line.group(1);
            }
        }
        throw FetchException.failed(
                "the repository has no branch '" + wanted.branch() + "'; push one, or set branch in distribution.yaml");
    }

    private Look fetch(Clone clone, DistributionSettings.Git wanted, Optional<Exports.Present> present)
            throws FetchException, IOException {
        boolean used = clone.exists();
        try {
            return take(clone, wanted, present);
        } catch (FetchException failed) {
            if (failed.isRefusal() || !used) {
                throw failed;
            }
            // A clone that was left half-written fails in too many ways to tell them from those of the other side.
            clone.discard();
            return take(clone, wanted, present);
        }
    }

    private Look take(Clone clone, DistributionSettings.Git wanted, Optional<Exports.Present> present)
            throws FetchException, IOException {
        String commit = clone.fetch(wanted);
        try {
            if (wanted.allowedSignersFile().isPresent()) {
                clone.verify(commit, wanted.allowedSignersFile().get());
            }
            Optional<String> fault = clone.tree(commit, wanted).fault();
            if (fault.isPresent()) {
                throw FetchException.refused(fault.get());
            }
        } catch (FetchException refused) {
            throw refused.isRefusal()
                    ? FetchException.refused("commit " + shortened(commit) + " " + refused.reason())
                    : refused;
        }
        Path into = exports.begin();
        clone.export(commit, wanted, into);
        exports.commit(into, commit, wanted);
        Optional<String> before = present.map(Exports.Present::commit);
        boolean rewound = present.filter(old -> old.isOf(wanted) && !clone.wentOnFrom(old.commit()))
                .isPresent();
        clone.tidy();
        return new Look.Fetched(commit, before, rewound);
    }

    /** As people write it. */
    public static String shortened(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }

    /** Ends a look that is under way. */
    @Override
    public void close() {
        git.close();
    }
}
