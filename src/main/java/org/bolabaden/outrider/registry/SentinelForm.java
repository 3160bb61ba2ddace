package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Describes {@code sentinel:} of a tcp service. */
final class SentinelForm {
    private static final Key<String> MASTER = Key.required(
            "master",
            Scalars.matching(
                    "the name of a Sentinel master", "letters, digits, '.', '-' and '_'", "[A-Za-z0-9._-]{1,128}"),
            "The name that the sentinels monitor the primary under.");
    private static final Key<List<Located<Endpoint>>> SENTINELS = Key.required(
            "sentinels",
            new ListForm<>(
                    Scalars.ENDPOINT.located(),
                    1,
                    "a list such as [\"node1:26379\", \"node2:26379\", \"node3:26379\"]"),
            "Where all of them listen, of which a majority must agree; the name of a node is reached at its address.");
    private static final Key<Located<String>> USER = Key.optional(
            "user",
            RedisCheckForm.USER_NAME.located(),
            "The ACL user of Redis, and of the sentinels if they have no password-file of their own; default: the default user.");
    private static final Key<Path> PASSWORD_FILE = Key.optional(
            "password-file",
            FilePaths.FORM,
            "The file whose first line is the password of Redis, and of the sentinels if they have none of their own.");
    private static final Key<Located<String>> SENTINEL_USER = Key.optional(
            "sentinel-user",
            RedisCheckForm.USER_NAME.located(),
            "The ACL user of the sentinels; default: user, or with sentinel-password-file the default user.");
    private static final Key<Path> SENTINEL_PASSWORD_FILE = Key.optional(
            "sentinel-password-file",
            FilePaths.FORM,
            "The file whose first line is the password of the sentinels; default: password-file.");
    private static final Key<CheckTls> TLS = Key.optional(
                    "tls",
                    CheckTlsForm.FORM,
                    "Whether the Redis servers are asked over TLS, and how; the certificate is always verified.")
            .byDefault(false);
    private static final Key<CheckTls> SENTINEL_TLS = Key.optional(
            "sentinel-tls", CheckTlsForm.FORM, "The same for the sentinels; default: as tls for the Redis servers.");
    private static final Key<Duration> ISOLATION = Key.optional(
            "isolation",
            Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            "How long the present primary stays while no majority of the sentinels is heard; default: for good. A node that is cut off"
                    + " with an old primary then stops writing to it, and loses fewer writes when the cut heals; but sentinels"
                    + " that fail while Redis is well take the service out.");

    static final MappingForm<WrittenSentinel> FORM = MappingForm.of(
            "a mapping with master and sentinels",
            List.of(
                    MASTER,
                    SENTINELS,
                    USER,
                    PASSWORD_FILE,
                    SENTINEL_USER,
                    SENTINEL_PASSWORD_FILE,
                    TLS,
                    SENTINEL_TLS,
                    ISOLATION),
            SentinelForm::build);

    private SentinelForm() {}

    private static Optional<WrittenSentinel> build(Fields fields) {
        refuseUserWithoutPassword(fields);
        return fields.get(MASTER)
                .flatMap(master -> fields.get(SENTINELS)
                        .filter(list -> !list.isEmpty())
                        .map(list -> sentinel(master, list, fields)));
    }

    private static void refuseUserWithoutPassword(Fields fields) {
        if (fields.has(PASSWORD_FILE)) {
            return;
        }
        fields.get(USER).ifPresent(user -> refuse(user, "password-file", fields));
        if (!fields.has(SENTINEL_PASSWORD_FILE)) {
            fields.get(SENTINEL_USER)
                    .ifPresent(user -> refuse(user, "sentinel-password-file or password-file", fields));
        }
    }

    private static void refuse(Located<String> user, String missing, Fields fields) {
        fields.where()
                .problems()
                .add(user.place(), user.path() + ": a user without a password, expected " + missing + " beside it");
    }

    private static WrittenSentinel sentinel(String master, List<Located<Endpoint>> sentinels, Fields fields) {
        Optional<String> own = fields.get(SENTINEL_USER).map(Located::value);
        Optional<Check.Redis.Login> redis = fields.get(PASSWORD_FILE)
                .map(file -> new Check.Redis.Login(fields.get(USER).map(Located::value), file));
        // A password of their own is hardly that of Redis' user.
        Optional<Check.Redis.Login> login = fields.get(SENTINEL_PASSWORD_FILE)
                .map(file -> new Check.Redis.Login(own, file))
                .or(() -> redis.map(both -> new Check.Redis.Login(own.or(both::user), both.passwordFile())));
        CheckTls tls = fields.get(TLS).orElse(CheckTls.OFF);
        return new WrittenSentinel(
                master, sentinels, redis, login, tls, fields.get(SENTINEL_TLS).orElse(tls), fields.get(ISOLATION));
    }
}
