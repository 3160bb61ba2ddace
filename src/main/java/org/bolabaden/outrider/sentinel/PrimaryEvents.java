package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Failover.Kind;
import org.jspecify.annotations.Nullable;

/** Which steps of a primary's life are events. Pure: edges between two states of one service. */
public final class PrimaryEvents {
    private static final String NOBODY = "none";

    private PrimaryEvents() {}

    /** What a signal began or ended, before anything is in force. */
    public static List<Event> seen(PrimaryBoard.Step step) {
        Finder after = step.after();
        ServiceName service = after.followed().service();
        Optional<Failover> was = step.before().timeline().current();
        Optional<Failover> is = after.timeline().current();
        List<Event> events = new ArrayList<>();
        if (is.isPresent() && !sameBeginning(was, is)) {
            Failover.Step first = is.get().steps().isEmpty()
                    ? new Failover.Step(Kind.OFFERED, Instant.EPOCH, "")
                    : is.get().steps().getFirst();
            if (first.kind() != Kind.OFFERED) {
                events.add(
                        about(Event.info("failover_started"), service, is.get().from())
                                .reason(first.kind().word() + " by " + first.detail()));
            }
        }
        abandoned(was, is)
                .ifPresent(
                        why -> events.add(about(Event.info("failover_abandoned"), service, was.flatMap(Failover::from))
                                .reason(why)));
        if (step.before().contested().isEmpty()) {
            after.contested()
                    .ifPresent(why -> events.add(
                            Event.warn("primary_contested").service(service).reason(why + "; nothing changes")));
        }
        return events;
    }

    private static boolean sameBeginning(Optional<Failover> was, Optional<Failover> is) {
        return was.isPresent() && first(was).equals(first(is));
    }

    private static Optional<Failover.Step> first(Optional<Failover> failover) {
        return failover.filter(one -> !one.steps().isEmpty())
                .map(one -> one.steps().getFirst());
    }

    /** Why the failover that went on does not any more. */
    public static Optional<String> abandoned(PrimaryBoard.Step step) {
        return abandoned(
                step.before().timeline().current(), step.after().timeline().current());
    }

    private static Optional<String> abandoned(Optional<Failover> was, Optional<Failover> is) {
        if (was.isEmpty() || was.get().at(Kind.ABANDONED).isPresent()) {
            return Optional.empty();
        }
        if (is.isEmpty()) {
            return Optional.of("the primary is back");
        }
        return is.get().steps().stream()
                .filter(step -> step.kind() == Kind.ABANDONED)
                .map(Failover.Step::detail)
                .findFirst();
    }

    /**
     * What came into force.
     *
     * @param before what was in force; null: nothing of this service
     */
    public static Optional<Event> published(@Nullable Finder before, Finder after) {
        Primary was = before == null ? new Primary.Unknown(java.util.Set.of(), "") : before.primary();
        ServiceName service = after.followed().service();
        String from = Optional.ofNullable(before)
                .flatMap(Primaries::offered)
                .map(Endpoint::toString)
                .orElse(NOBODY);
        Primary is = after.primary();
        if (is instanceof Primary.Offered now && !was.offered().equals(now.offered())) {
            Event event = Event.info("primary_offered")
                    .service(service)
                    .backend(now.backend().endpoint())
                    .change(from, now.backend().endpoint())
                    .reason(now.proof());
            return Optional.of(took(after.timeline()).map(event::took).orElse(event));
        }
        if (is instanceof Primary.Withheld now && !(was instanceof Primary.Withheld)) {
            return Optional.of(Event.warn("primary_withheld")
                    .service(service)
                    .change(from, NOBODY)
                    .reason(now.reason()));
        }
        return Optional.empty();
    }

    /** From the first sign to the offer. */
    private static Optional<Duration> took(Timeline timeline) {
        Optional<Failover> current = timeline.current().filter(one -> one.from().isPresent());
        return current.flatMap(one -> one.at(Kind.OFFERED))
                .flatMap(offered -> first(current).map(step -> Duration.between(step.at(), offered)))
                .filter(time -> !time.isNegative());
    }

    private static Event about(Event event, ServiceName service, Optional<Endpoint> backend) {
        return backend.map(one -> event.service(service).backend(one)).orElseGet(() -> event.service(service));
    }
}
