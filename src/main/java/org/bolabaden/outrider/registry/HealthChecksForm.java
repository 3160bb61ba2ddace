package org.bolabaden.outrider.registry;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/** Describes {@code health_checks:}. */
final class HealthChecksForm {
    private static final HealthChecks STANDARD = HealthChecks.DEFAULT;
    private static final BigDecimal MOST_JITTER = new BigDecimal("0.5");

    private static final Key<Duration> INTERVAL = Key.optional(
                    "interval", CheckForm.INTERVAL_FORM, "From the start of a check to the start of the next.")
            .byDefault(DurationText.of(STANDARD.schedule().interval()));
    private static final Key<Duration> TIMEOUT = Key.optional(
                    "timeout", CheckForm.TIMEOUT_FORM, "For the whole check, name resolution included.")
            .byDefault(DurationText.of(STANDARD.schedule().timeout()));
    private static final Key<Integer> FAILURES = Key.optional(
                    "consecutive_failures",
                    Scalars.wholeNumber("a number of checks", 1, 100),
                    "Failed checks in a row that take a backend out.")
            .byDefault(STANDARD.consecutiveFailures());
    private static final Key<Integer> RECOVERY = Key.optional(
                    "recovery",
                    Scalars.wholeNumber("a number of checks", 1, 100),
                    "Passed checks in a row that bring it back.")
            .byDefault(STANDARD.recovery());
    private static final Key<Duration> FAST_INTERVAL = Key.optional(
                    "fast_interval",
                    CheckForm.INTERVAL_FORM,
                    "From start to start while a backend is undecided; at most the interval is used.")
            .byDefault(DurationText.of(STANDARD.fastInterval()));
    private static final Key<Double> JITTER = Key.optional(
                    "jitter",
                    new ScalarForm<>(
                            "a share",
                            "a number from 0 to 0.5 or a percentage from 0% to 50%",
                            Set.of(Scalar.Type.NUMBER, Scalar.Type.WHOLE_NUMBER, Scalar.Type.TEXT),
                            HealthChecksForm::share,
                            schema -> {
                                var any = schema.putArray("anyOf");
                                any.addObject()
                                        .put("type", "number")
                                        .put("minimum", 0)
                                        .put("maximum", 0.5);
                                any.addObject().put("type", "string").put("pattern", "^[0-9]{1,2}(\\.[0-9]{1,3})?%$");
                            },
                            ScalarForm.Repeated.ALL),
                    "Each regular interval is shortened by up to this share of itself.")
            .byDefault("20%");
    private static final Key<Integer> MAX_CONCURRENT = Key.optional(
                    "max_concurrent",
                    Scalars.wholeNumber("a number of checks", 1, 65_536),
                    "Checks in flight at once; one beyond it is late, not failed.")
            .byDefault(STANDARD.maxConcurrent());
    private static final Key<Boolean> PASSIVE = Key.optional(
                    "passive",
                    Scalars.onOrOff(true, false),
                    "Whether a sign of trouble in HAProxy's own counters has a backend checked at once.")
            .byDefault("on");

    static final Form<HealthChecks> FORM =
            MappingForm.of("a mapping such as {interval: 2s, timeout: 500ms}", keys(), HealthChecksForm::build);

    private HealthChecksForm() {}

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(
                List.of(INTERVAL, TIMEOUT, FAILURES, RECOVERY, FAST_INTERVAL, JITTER, MAX_CONCURRENT, PASSIVE));
        keys.addAll(JudgementRulesForm.KEYS);
        keys.addAll(PoolRulesForm.KEYS);
        return List.copyOf(keys);
    }

    private static Optional<HealthChecks> build(Fields fields) {
        Check.Schedule schedule = new Check.Schedule(
                fields.get(INTERVAL).orElse(STANDARD.schedule().interval()),
                fields.get(TIMEOUT).orElse(STANDARD.schedule().timeout()));
        return Optional.of(new HealthChecks(
                schedule,
                fields.get(FAILURES).orElse(STANDARD.consecutiveFailures()),
                fields.get(RECOVERY).orElse(STANDARD.recovery()),
                fields.get(FAST_INTERVAL).orElse(STANDARD.fastInterval()),
                fields.get(JITTER).orElse(STANDARD.jitter()),
                fields.get(MAX_CONCURRENT).orElse(STANDARD.maxConcurrent()),
                fields.get(PASSIVE).orElse(STANDARD.passive()),
                JudgementRulesForm.build(fields),
                PoolRulesForm.build(fields)));
    }

    private static Optional<Double> share(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%?")) {
            return Optional.empty();
        }
        BigDecimal share = text.endsWith("%")
                ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2)
                : new BigDecimal(text);
        return Optional.of(share).filter(s -> s.compareTo(MOST_JITTER) <= 0).map(BigDecimal::doubleValue);
    }
}
