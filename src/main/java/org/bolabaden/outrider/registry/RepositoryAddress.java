package org.bolabaden.outrider.registry;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a repository is named, and why some names are refused. */
final class RepositoryAddress {
    private static final String EXPECTED =
            "expected https://…, ssh://…, git://…, file://…, user@host:path or an absolute path";
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git", "file");
    private static final Pattern URL =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(?:([^/@]*)@)?(\\[[^\\]]*\\]|[^/:]*).*");
    private static final Pattern SCP_LIKE = Pattern.compile("(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9._-]+:(?!:).+");
    // What GitHub and GitLab hand out; people put it where the user's name belongs.
    private static final Pattern TOKEN = Pattern.compile("(?:gh[a-z]_|github_pat_|gl[a-z]+-).*|.{33,}");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private RepositoryAddress() {}

    /** Why it cannot be used, and what to do; empty: it can. Never repeats the address. */
    static Optional<String> fault(String repo) {
        Matcher url = URL.matcher(repo);
        if (url.matches()) {
            return ofUrl(url.group(1), Optional.ofNullable(url.group(2)));
        }
        return repo.startsWith("/") || SCP_LIKE.matcher(repo).matches()
                ? Optional.empty()
                : Optional.of("is no address of a repository, " + EXPECTED);
    }

    private static Optional<String> ofUrl(String scheme, Optional<String> user) {
        if (!SCHEMES.contains(scheme)) {
            return Optional.of("has a scheme that is not pulled from, " + EXPECTED);
        }
        boolean secret = user.filter(
                        name -> name.contains(":") || TOKEN.matcher(name).matches())
                .isPresent();
        return secret
                ? Optional.of("carries a password, expected a URL without one: write it to a file and name that with "
                        + (scheme.equals("ssh") ? "key_file" : "token_file"))
                : Optional.empty();
    }

    /** Whether it is reached over ssh. */
    static boolean overSsh(String repo) {
        return repo.startsWith("ssh://") || (!repo.contains("://") && !repo.startsWith("/"));
    }

    /** Whether a password would be seen by nobody on its way. */
    static boolean keepsSecrets(String repo) {
        Matcher url = URL.matcher(repo);
        return repo.startsWith("https://")
                || (repo.startsWith("http://") && url.matches() && LOOPBACK.contains(url.group(3)));
    }
}
