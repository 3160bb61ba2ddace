package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.DistributionSettings.Method;

/** Describes distribution.yaml. */
final class DistributionForm {
    private static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    private static final Key<Method> METHOD = Key.required(
            "method",
            Scalars.word("a method", List.of(Method.values()), Method::key),
            "Who brings the registry to this node: we pull it with git, or rsync, Syncthing or anything else writes it.");
    private static final Key<String> REPO = Key.optional(
            "repo",
            // Not shown in errors: people put tokens into such URLs. A leading hyphen would be taken for an option.
            Scalars.matching(
                            "a repository",
                            "a URL or path without spaces that does not begin with a hyphen",
                            "[^\\s-][^\\s]{0,1023}")
                    .unshown(),
            "The repository, without a password in it; needed for git, and like all below read for git alone.");
    private static final Key<String> BRANCH = Key.optional(
                    "branch",
                    Scalars.matching(
                            "a branch", "letters, digits and any of . _ / -", "[A-Za-z0-9_][A-Za-z0-9._/-]{0,254}"),
                    "The branch that is followed.")
            .byDefault("main");
    private static final Key<String> PATH = Key.optional(
            "path",
            Scalars.matching(
                    "a directory of the repository",
                    "a relative path without ..",
                    "(?!/)(?!(.*/)?\\.\\.(/|$))[A-Za-z0-9._/@+-]{1,1024}"),
            "The directory of the repository that holds services.yaml and what it includes; default: its root.");
    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                    "How often a new commit is looked for.")
            .byDefault("30s");
    private static final Key<Duration> TIMEOUT = Key.optional(
                    "timeout",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    "How long one git command may take.")
            .byDefault("30s");
    private static final Key<Path> KEY_FILE = Key.optional(
            "key_file", FilePaths.FORM, "The private key for ssh, such as a deploy key; without a passphrase.");
    private static final Key<Path> KNOWN_HOSTS_FILE = Key.optional(
            "known_hosts_file",
            FilePaths.FORM,
            "The host keys that are taken over ssh; default: the first one that is seen is kept in state_dir, and another"
                    + " one is refused afterwards.");
    private static final Key<Path> TOKEN_FILE = Key.optional(
            "token_file", FilePaths.FORM, "A file with the token or password for https, on its first line.");
    private static final Key<Path> ALLOWED_SIGNERS_FILE = Key.optional(
            "allowed_signers_file",
            FilePaths.FORM,
            "Takes only commits with a good ssh signature by one of these, as ssh-keygen(1) has it under ALLOWED SIGNERS.");

    private static final List<Key<?>> OF_GIT = List.of(
            REPO, BRANCH, PATH, INTERVAL, TIMEOUT, KEY_FILE, KNOWN_HOSTS_FILE, TOKEN_FILE, ALLOWED_SIGNERS_FILE);

    static final MappingForm<DistributionSettings> FORM = MappingForm.of(
            "a mapping with method",
            List.of(
                    METHOD,
                    REPO,
                    BRANCH,
                    PATH,
                    INTERVAL,
                    TIMEOUT,
                    KEY_FILE,
                    KNOWN_HOSTS_FILE,
                    TOKEN_FILE,
                    ALLOWED_SIGNERS_FILE),
            DistributionForm::build);

    private DistributionForm() {}

    private static Optional<DistributionSettings> build(Fields fields) {
        return fields.get(METHOD).flatMap(method -> {
            if (method != Method.GIT) {
                OF_GIT.stream().filter(fields::has).forEach(key -> refuse(fields, key, method));
                return Optional.of(new DistributionSettings(method, Optional.empty()));
            }
            if (!fields.has(REPO)) {
                fields.where().error(fields.mapping().place(), "'repo' is missing, expected it for method: git");
            }
            return fields.get(REPO).map(repo -> {
                judge(fields, repo);
                return new DistributionSettings(method, Optional.of(git(fields, repo)));
            });
        });
    }

    private static void refuse(Fields fields, Key<?> key, Method method) {
        error(
                fields,
                key,
                "is read with method: git alone; with " + method.key()
                        + " something else writes services.yaml, expected only 'method'");
    }

    private static void judge(Fields fields, String repo) {
        RepositoryAddress.fault(repo).ifPresent(fault -> error(fields, REPO, fault));
        if (!RepositoryAddress.overSsh(repo)) {
            List.of(KEY_FILE, KNOWN_HOSTS_FILE).stream()
                    .filter(fields::has)
                    .forEach(key -> error(fields, key, "is for ssh, expected a 'repo' such as git@host:path"));
        }
        if (fields.has(TOKEN_FILE) && !RepositoryAddress.keepsSecrets(repo)) {
            error(fields, TOKEN_FILE, "is for https, expected a 'repo' that begins with https://");
        }
    }

    private static void error(Fields fields, Key<?> key, String message) {
        fields.mapping()
                .find(key.name())
                .ifPresent(entry ->
                        fields.where().key(key.name()).error(entry.value().place(), message));
    }

    private static DistributionSettings.Git git(Fields fields, String repo) {
        return new DistributionSettings.Git(
                repo,
                fields.get(BRANCH).orElse("main"),
                fields.get(PATH)
                        .map(path -> Path.of(path).normalize().toString())
                        .filter(path -> !path.isEmpty()),
                fields.get(INTERVAL).orElse(INTERVAL_DEFAULT),
                fields.get(TIMEOUT).orElse(TIMEOUT_DEFAULT),
                fields.get(KEY_FILE),
                fields.get(KNOWN_HOSTS_FILE),
                fields.get(TOKEN_FILE),
                fields.get(ALLOWED_SIGNERS_FILE));
    }
}
