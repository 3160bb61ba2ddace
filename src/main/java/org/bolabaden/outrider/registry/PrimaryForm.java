package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.WrittenPrimary.Choice;
import org.bolabaden.outrider.registry.WrittenPrimary.ReadPool;

/** Describes what a tcp service can say of its primary: who tells which one it is, and whether its replicas are a pool. */
final class PrimaryForm {
    static final Key<WrittenSentinel> SENTINEL = Key.optional(
            "sentinel",
            SentinelForm.FORM,
            "The Redis Sentinels that say which backend is the primary; it alone gets sessions.");
    static final Key<Located<Choice>> PRIMARY = Key.optional(
            "primary",
            ScalarForm.text(
                            "a primary",
                            "role, or the host or host:port of a backend",
                            PrimaryForm::choice,
                            schema -> schema.put(
                                    "pattern",
                                    "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?$|^[0-9A-Fa-f:.]+$"))
                    .located(),
            "Without Sentinel: the one backend that gets sessions, or role: the one that answers ROLE with master. Redis is"
                    + " asked with user, password_file and tls of the service's check when that is of type redis.");

    private static final Key<Located<Integer>> PORT =
            Key.required("port", Scalars.PORT.located(), "The port that the proxies bind for it on every node.");
    private static final Key<Duration> MAX_LAG = Key.optional(
            "max_lag",
            RedisCheckForm.LAG,
            "How long a replica may have heard nothing of its primary; default: as long as its link is up. An idle primary"
                    + " says something every 10 s, unless its repl-ping-replica-period is shorter.");
    static final Key<Located<ReadPool>> READ_POOL = Key.optional(
            "read_pool",
            MappingForm.of(
                            "a mapping with port",
                            List.of(PORT, MAX_LAG),
                            fields -> fields.get(PORT).map(port -> new ReadPool(port, fields.get(MAX_LAG))))
                    .located(),
            "Beside sentinel or primary: a further service, named like this one with -ro behind it, of those backends that"
                    + " are replicas with their link up. While there is none, the primary answers.");

    private PrimaryForm() {}

    static WrittenPrimary read(Fields fields) {
        if (fields.has(SENTINEL) && fields.has(PRIMARY)) {
            fields.where().error(fields.mapping().place(), "both sentinel and primary, expected one of them");
        }
        Optional<Located<ReadPool>> pool = fields.get(READ_POOL);
        if (!fields.has(SENTINEL) && !fields.has(PRIMARY)) {
            pool.ifPresent(of -> fields.where()
                    .problems()
                    .add(of.place(), of.path() + ": replicas of what, expected sentinel or primary beside it"));
        }
        return new WrittenPrimary(fields.get(SENTINEL), fields.get(PRIMARY), pool);
    }

    private static Optional<Choice> choice(String text) {
        return HostName.isValid(text)
                ? Optional.of(new Choice(text, Optional.empty()))
                : Scalars.ENDPOINT.parse(text).map(at -> new Choice(at.host(), Optional.of(at.port())));
    }
}
