package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * distribution.yaml: how the registry comes to this node.
 *
 * @param method who brings it
 * @param git where from; there for {@link Method#GIT} alone
 */
public record DistributionSettings(Method method, Optional<Git> git) {
    /** Something else brings the files, and writes each at once. */
    public static final DistributionSettings NONE = new DistributionSettings(Method.NONE, Optional.empty());

    /** The ways of distribution. */
    public enum Method {
        GIT,
        RSYNC,
        SYNCTHING,
        NONE;

        /** The word in the file. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the files are written little by little, by a program that knows nothing of us. */
        public boolean writesUnderUs() {
            return this == RSYNC || this == SYNCTHING;
        }
    }

    /**
     * What is pulled.
     *
     * @param repo a URL or path, without a password
     * @param branch of the repository
     * @param path of the registry's directory within it; empty: its root
     * @param interval from one look to the next; 1 s to 1 day
     * @param timeout of each git command
     * @param keyFile the private key for ssh
     * @param knownHostsFile the only host keys that are taken; empty: the first one that is seen is
     * @param tokenFile the password for https
     * @param allowedSignersFile whose signed commits alone are taken; empty: anybody's
     */
    public record Git(
            String repo,
            String branch,
            Optional<String> path,
            Duration interval,
            Duration timeout,
            Optional<Path> keyFile,
            Optional<Path> knownHostsFile,
            Optional<Path> tokenFile,
            Optional<Path> allowedSignersFile) {

        private Git in(Path directory) {
            return new Git(
                    repo,
                    branch,
                    path,
                    interval,
                    timeout,
                    keyFile.map(directory::resolve),
                    knownHostsFile.map(directory::resolve),
                    tokenFile.map(directory::resolve),
                    allowedSignersFile.map(directory::resolve));
        }
    }

    /** Where all that is fetched is kept. */
    public static Path home(Path stateDir) {
        return stateDir.resolve("distribution");
    }

    /** A link to the directory of the commit that counts now. */
    public static Path current(Path stateDir) {
        return home(stateDir).resolve("current");
    }

    /** The same, with relative paths resolved against the configuration directory. */
    DistributionSettings in(Path directory) {
        return new DistributionSettings(method, git.map(pulled -> pulled.in(directory)));
    }
}
