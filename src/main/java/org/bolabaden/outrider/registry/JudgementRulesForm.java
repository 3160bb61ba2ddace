package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;
import org.bolabaden.outrider.registry.JudgementRules.IsolationGuard;
import org.bolabaden.outrider.registry.JudgementRules.SlowPace;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/** Describes the keys of {@code health_checks:} that judge one backend. */
final class JudgementRulesForm {
    private static final int MOST_WITNESSES = 16;
    private static final ScalarForm<Integer> PENALTY = Scalars.wholeNumber("a penalty", 1, 100_000);

    private static final Key<Optional<Duration>> SLOW_INTERVAL = Key.optional(
                    "slow_interval",
                    durationOrOff(CheckForm.INTERVAL_FORM),
                    "From start to start once a backend has been down for slow_after; never faster than otherwise. A passed"
                            + " check ends it at once.")
            .byDefault(DurationText.of(SlowPace.DEFAULT.interval()));
    private static final Key<Duration> SLOW_AFTER = Key.optional(
                    "slow_after",
                    Scalars.duration(Duration.ZERO, Duration.ofDays(30)),
                    "How long a backend has to be down for slow_interval.")
            .byDefault(DurationText.of(SlowPace.DEFAULT.after()));

    private static final Key<Duration> HALF_LIFE = Key.optional(
                    "half_life",
                    Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    "In which the penalty halves.")
            .byDefault(DurationText.of(FlapDamping.DEFAULT.halfLife()));
    private static final Key<Integer> SUPPRESS = Key.optional(
                    "suppress", PENALTY, "The penalty at which a backend that goes down is held down.")
            .byDefault(FlapDamping.DEFAULT.suppress());
    private static final Key<Integer> REUSE = Key.optional(
                    "reuse", PENALTY, "The penalty below which it is trusted again; less than suppress.")
            .byDefault(FlapDamping.DEFAULT.reuse());
    private static final Key<Integer> CEILING = Key.optional(
                    "ceiling", PENALTY, "The most that is counted, which bounds the hold-down; suppress or more.")
            .byDefault(FlapDamping.DEFAULT.ceiling());
    private static final Key<Optional<FlapDamping>> FLAP = Key.optional(
                    "flap",
                    new EitherForm<>(
                            Scalars.<Optional<FlapDamping>>onOrOff(Optional.of(FlapDamping.DEFAULT), Optional.empty()),
                            MappingForm.of(
                                    "a mapping such as {half_life: 90s, suppress: 2400, reuse: 1500}",
                                    List.of(HALF_LIFE, SUPPRESS, REUSE, CEILING),
                                    JudgementRulesForm::flap)),
                    "Whether a backend that comes and goes is held down until it is steady.")
            .byDefault("on");

    private static final Key<List<Endpoint>> WITNESSES = Key.optional(
            "witnesses",
            new ListForm<>(Scalars.ENDPOINT, 0, "a list of at most " + MOST_WITNESSES + " addresses"),
            "Who is asked, beside the other backends, the peers and the gateway: host:port, where a refusal is an answer.");
    private static final Key<Optional<IsolationGuard>> ISOLATION = Key.optional(
                    "isolation",
                    new EitherForm<>(
                            Scalars.<Optional<IsolationGuard>>onOrOff(
                                    Optional.of(IsolationGuard.DEFAULT), Optional.empty()),
                            MappingForm.of(
                                    "a mapping such as {witnesses: [\"10.8.0.1:22\"]}",
                                    List.of(WITNESSES),
                                    JudgementRulesForm::isolation)),
                    "Whether verdicts are held while nothing at all answers, because this node may be cut off.")
            .byDefault("on");

    static final List<Key<?>> KEYS = List.of(SLOW_INTERVAL, SLOW_AFTER, FLAP, ISOLATION);

    private JudgementRulesForm() {}

    static JudgementRules build(Fields fields) {
        Duration after = fields.get(SLOW_AFTER).orElse(SlowPace.DEFAULT.after());
        Optional<SlowPace> slow = fields.get(SLOW_INTERVAL)
                .orElse(Optional.of(SlowPace.DEFAULT.interval()))
                .map(interval -> new SlowPace(interval, after));
        return new JudgementRules(
                slow,
                fields.get(FLAP).orElse(JudgementRules.DEFAULT.flap()),
                fields.get(ISOLATION).orElse(JudgementRules.DEFAULT.isolation()));
    }

    private static Optional<Optional<FlapDamping>> flap(Fields fields) {
        FlapDamping standard = FlapDamping.DEFAULT;
        int suppress = fields.get(SUPPRESS).orElse(standard.suppress());
        int reuse = fields.get(REUSE).orElse(standard.reuse());
        int ceiling = fields.get(CEILING).orElse(standard.ceiling());
        if (reuse >= suppress || suppress > ceiling) {
            fields.where()
                    .error(
                            fields.mapping().place(),
                            "reuse is " + reuse + ", suppress " + suppress + " and ceiling " + ceiling
                                    + ", expected reuse below suppress and suppress not above ceiling");
            return Optional.empty();
        }
        Duration halfLife = fields.get(HALF_LIFE).orElse(standard.halfLife());
        return Optional.of(Optional.of(new FlapDamping(halfLife, suppress, reuse, ceiling)));
    }

    private static Optional<Optional<IsolationGuard>> isolation(Fields fields) {
        List<Endpoint> witnesses = fields.get(WITNESSES).orElse(List.of());
        if (witnesses.size() > MOST_WITNESSES) {
            fields.mapping()
                    .find(WITNESSES.name())
                    .ifPresent(entry -> fields.where()
                            .key(WITNESSES.name())
                            .error(
                                    entry.value().place(),
                                    witnesses.size() + " witnesses, expected at most " + MOST_WITNESSES));
        }
        return Optional.of(Optional.of(new IsolationGuard(witnesses)));
    }

    private static ScalarForm<Optional<Duration>> durationOrOff(ScalarForm<Duration> duration) {
        return new ScalarForm<>(
                duration.noun(),
                duration.expected() + ", or off",
                Set.of(Scalar.Type.TEXT, Scalar.Type.TRUTH),
                text -> text.equals("off") || text.equals("false")
                        ? Optional.of(Optional.empty())
                        : duration.parse(text).flatMap(length -> Optional.of(Optional.of(length))),
                schema -> {
                    var any = schema.putArray("anyOf");
                    any.add(duration.schema());
                    any.addObject().putArray("enum").add("off").add(false);
                },
                ScalarForm.Repeated.ALL);
    }
}
