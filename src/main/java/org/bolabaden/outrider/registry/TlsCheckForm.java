package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;

/** Describes what a check of a TLS handshake has. */
final class TlsCheckForm implements CheckKind {
    static final CheckKind KIND = new TlsCheckForm();

    private static final OwnKey<Duration> MIN_VALIDITY = OwnKey.of(Key.optional(
                    "min_validity",
                    Scalars.duration(Duration.ZERO, Duration.ofDays(365)).located(),
                    "For how long the certificate must be valid still; the time that is left is a metric in any case.")
            .byDefault("0s"));

    private TlsCheckForm() {}

    @Override
    public List<OwnKey<?>> keys() {
        return List.of(MIN_VALIDITY, CheckTlsForm.TLS);
    }

    @Override
    public void verify(OwnFields own, Problems problems) {
        own.located(CheckTlsForm.TLS)
                .filter(tls -> !tls.value().wanted())
                .ifPresent(off -> problems.add(
                        off.place(), off.path() + ": a check of type tls cannot go without, expected true or how"));
    }

    @Override
    public Check resolve(Check.Common common, OwnFields own, Surroundings surroundings) {
        return new Check.Tls(
                common, own.get(MIN_VALIDITY).orElse(Duration.ZERO), CheckTlsForm.resolve(own, surroundings));
    }
}
