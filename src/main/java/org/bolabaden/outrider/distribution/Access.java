package org.bolabaden.outrider.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.DistributionSettings;

/**
 * With which options and in which environment git runs: with nothing of the machine's or the user's git configuration, no
 * hook, no question to a terminal, and no way to a server but the usual ones.
 *
 * <p>A token is read by the helper below from its file, and from there goes to git through a pipe: neither an argument nor a
 * variable nor a URL ever holds it.
 *
 * @param options before the command
 * @param environment all of it
 */
record Access(List<String> options, Map<String, String> environment) {
    private static final Set<String> INHERITED = Set.of(
            "PATH",
            "SSH_AUTH_SOCK",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "GIT_SSL_CAINFO",
            "http_proxy",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "no_proxy",
            "NO_PROXY");
    private static final String TOKEN_FILE = "OUTRIDER_TOKEN_FILE";
    // A user's name in the URL is kept: GitLab's deploy tokens have one of their own, GitHub takes any.
    private static final String TOKEN_HELPER =
            "!f() { [ \"$1\" = get ] || exit 0; grep -q '^username=.' || echo username=outrider;"
                    + " printf 'password=%s\\n' \"$(head -n 1 \"$" + TOKEN_FILE + "\")\"; }; f";

    Access {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /**
     * The access to one repository.
     *
     * @param home where a host key that is seen for the first time is kept
     * @param inherited our own environment
     */
    static Access of(DistributionSettings.Git wanted, Path home, Map<String, String> inherited) {
        List<String> options = new ArrayList<>(List.of(
                "-c", "core.hooksPath=/dev/null",
                "-c", "core.symlinks=false",
                "-c", "core.fsmonitor=false",
                "-c", "protocol.ext.allow=never",
                // A redirect would take the token elsewhere.
                "-c", "http.followRedirects=false",
                "-c", "gc.auto=0",
                "-c", "maintenance.auto=false",
                "-c", "credential.helper="));
        Map<String, String> environment = new HashMap<>(inherited);
        environment.keySet().retainAll(INHERITED);
        environment.putAll(Map.of(
                "LC_ALL", "C",
                "HOME", "/nonexistent",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh",
                "GIT_SSH_VARIANT", "ssh",
                "GIT_SSH_COMMAND", ssh(wanted, home)));
        wanted.tokenFile().ifPresent(file -> {
            options.addAll(List.of("-c", "credential.helper=" + TOKEN_HELPER));
            environment.put(TOKEN_FILE, file.toAbsolutePath().toString());
        });
        return new Access(options, environment);
    }

    private static String ssh(DistributionSettings.Git wanted, Path home) {
        Path hosts = wanted.knownHostsFile().orElse(home.resolve("known_hosts"));
        String strict = wanted.knownHostsFile().isPresent() ? "yes" : "accept-new";
        String command = "ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=" + strict
                + " -o " + quoted("UserKnownHostsFile=\"" + hosts.toAbsolutePath() + "\"")
                + " -o GlobalKnownHostsFile=/dev/null";
        return wanted.keyFile()
                .map(key -> command + " -o IdentitiesOnly=yes -i "
                        + quoted(key.toAbsolutePath().toString()))
                .orElse(command);
    }

    // git hands the command to a shell.
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
