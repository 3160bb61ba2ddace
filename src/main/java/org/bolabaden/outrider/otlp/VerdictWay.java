package org.bolabaden.outrider.otlp;

import java.time.Instant;
import java.util.Optional;

/**
 * One verdict's way from the check that decided it to the proof that HAProxy follows it.
 *
 * @param service whose backend
 * @param backend its {@code host:port}
 * @param from the status before
 * @param to the status after
 * @param reason the verdict's rule and evidence
 * @param check when the deciding check began and ended; empty: no check did
 * @param judged when the verdict changed
 * @param planned the plan that has it; empty: none yet
 * @param proven when HAProxy was read to follow that plan; empty: not yet, or there is no HAProxy
 */
record VerdictWay(
        String service,
        String backend,
        String from,
        String to,
        String reason,
        Optional<Span> check,
        Instant judged,
        Optional<PlanOf> planned,
        Optional<Instant> proven) {

    /** A stretch of time. */
    record Span(Instant began, Instant ended) {}

    /** A plan by its number, and when it was made. */
    record PlanOf(long sequence, Span made) {}

    Instant began() {
        return check.map(Span::began).orElse(judged);
    }

    Instant ended() {
        return proven.or(() -> planned.map(plan -> plan.made().ended())).orElse(judged);
    }

    VerdictWay planned(long sequence, Instant began, Instant ended) {
        return new VerdictWay(
                service,
                backend,
                from,
                to,
                reason,
                check,
                judged,
                Optional.of(new PlanOf(sequence, new Span(began, ended))),
                proven);
    }

    VerdictWay proven(Instant at) {
        return new VerdictWay(service, backend, from, to, reason, check, judged, planned, Optional.of(at));
    }
}
