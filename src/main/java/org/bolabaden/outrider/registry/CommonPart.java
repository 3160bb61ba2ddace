package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What every kind of check has, as far as it is written at one level. */
record CommonPart(
        Optional<Duration> interval, Optional<Duration> timeout, Optional<String> address, Optional<Integer> port) {
    static final CommonPart NOTHING =
            new CommonPart(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    CommonPart under(CommonPart nearer) {
        return new CommonPart(
                nearer.interval.or(() -> interval),
                nearer.timeout.or(() -> timeout),
                nearer.address.or(() -> address),
                nearer.port.or(() -> port));
    }

    /** With the last defaults filled in; the address of a node is where that node is reached. */
    Check.Common resolve(Check.Schedule standard, UnaryOperator<String> addressOf) {
        Check.Schedule schedule =
                new Check.Schedule(interval.orElse(standard.interval()), timeout.orElse(standard.timeout()));
        return new Check.Common(schedule, address.map(addressOf), port);
    }
}
