package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Describes what a check of a Redis has. */
final class RedisCheckForm implements CheckKind {
    static final CheckKind KIND = new RedisCheckForm();

    static final ScalarForm<String> USER_NAME =
            Scalars.matching("a user's name", "1 to 128 visible characters", "[\\x21-\\x7e]{1,128}");
    static final ScalarForm<Duration> LAG = Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1));

    private static final OwnKey<Check.Redis.Role> ROLE = OwnKey.of(Key.optional(
            "role",
            Scalars.word("a role", List.of(Check.Redis.Role.values()), Check.Redis.Role::word)
                    .located(),
            "What a Redis must be; a replica's link to its primary must be up. Default: either."));
    private static final OwnKey<Duration> MAX_LAG = OwnKey.of(
            Key.optional("max_lag", LAG.located(), "How long a replica may have heard nothing of its primary."));
    private static final OwnKey<String> USER = OwnKey.of(Key.optional(
            "user", USER_NAME.located(), "The ACL user of a check of a Redis; default: the default user."));
    private static final OwnKey<Path> PASSWORD_FILE = OwnKey.of(Key.optional(
            "password_file",
            FilePaths.FORM.located(),
            "The file whose first line is the password; read again every 10 s, and after a refusal."));

    private RedisCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(ROLE, MAX_LAG, USER, PASSWORD_FILE, CheckTlsForm.TLS);
    }

    @Override
    public void verify(OwnFields own, Problems problems) {
        own.located(USER)
                .filter(user -> own.get(PASSWORD_FILE).isEmpty())
                .ifPresent(user -> problems.add(
                        user.place(), user.path() + ": a user without a password, expected password_file beside it"));
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        Optional<Check.Redis.Login> login =
                own.get(PASSWORD_FILE).map(surroundings.file()).map(file -> new Check.Redis.Login(own.get(USER), file));
        return new Check.Redis(common, own.get(ROLE), own.get(MAX_LAG), login, CheckTlsForm.resolve(own, surroundings));
    }
}
