package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.DistributionSettings.Method;

/** Describes distribution.yaml. */
final class DistributionForm {
    private static final Key<Method> METHOD = Key.required(
            "method",
            Scalars.word("a method", List.of(Method.values()), Method::key),
            "Who brings the registry to this node.");
    private static final Key<String> REPO = Key.optional(
            "repo",
            // Not shown in errors: people put tokens into such URLs. A leading hyphen would be taken for an option.
            Scalars.matching(
                            "a repository",
                            "a URL or path without spaces that does not begin with a hyphen",
                            "[^\\s-][^\\s]{0,1023}")
                    .unshown(),
            "Where it comes from; needed for git and rsync.");
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
            "The directory of the repository that holds the configuration; default: its root.");
    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                    "How often a new version is looked for.")
            .byDefault("1m");

    static final MappingForm<DistributionSettings> FORM = MappingForm.of(
            "a mapping with method", List.of(METHOD, REPO, BRANCH, PATH, INTERVAL), DistributionForm::build);

    private DistributionForm() {}

    private static Optional<DistributionSettings> build(Fields fields) {
        return fields.get(METHOD).map(method -> {
            boolean needsRepo = method == Method.GIT || method == Method.RSYNC;
            if (needsRepo && !fields.has(REPO)) {
                fields.where()
                        .error(fields.mapping().place(), "'repo' is missing, expected it for method: " + method.key());
            }
            return new DistributionSettings(
                    method,
                    fields.get(REPO),
                    fields.get(BRANCH).orElse("main"),
                    fields.get(PATH),
                    fields.get(INTERVAL).orElse(Duration.ofMinutes(1)));
        });
    }
}
