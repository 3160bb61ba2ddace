package org.bolabaden.outrider.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.Weight;
import org.bolabaden.outrider.sentinel.Primary;

/**
 * Whom sessions may go to, of one service that has one primary at the most. Pure.
 *
 * <p>The rules of pools do not apply: nobody stands by or shares, nothing is weighed, a panic believes in nobody, and a
 * window drains nobody, since nobody else could serve; nor does a drain that is not forced. One that is leaves the primary
 * the sessions it has, and gives it no new ones. Who is not the primary is in maintenance, whatever its checks say.
 *
 * <p>The primary itself is out only while it is down by a verdict that is not older than the offering. An older one was
 * made of what the backend was before, and {@code ROLE} has been answered since: a check that wants {@code role: primary}
 * would else keep a replica out that was just promoted. One that is held or not checked yet serves for the same reason.
 */
final class PrimaryPlan {
    private final Service service;
    private final Circumstances circumstances;

    PrimaryPlan(Service service, Circumstances circumstances) {
        this.service = service;
        this.circumstances = circumstances;
    }

    /** What each backend shall be; of those of an offered or withheld primary one at the most is ready. */
    List<ServerPlan> servers() {
        Primary primary = circumstances.primary(service.name());
        List<ServerPlan> servers = new ArrayList<>(service.backends().size());
        service.backends().forEach(backend -> servers.add(drained(server(backend, primary))));
        return servers;
    }

    private ServerPlan drained(ServerPlan server) {
        return circumstances
                .drain(service, server.backend())
                .map(drain -> server.admin() != Admin.READY
                        ? server.because(drain.toString())
                        : drain.forced()
                                ? server.draining(drain.toString())
                                : server.because(drain + ", but nobody else can serve"))
                .orElse(server);
    }

    private ServerPlan server(Backend backend, Primary primary) {
        return switch (primary) {
            case Primary.Offered offered when offered.backend().equals(backend.id()) -> primary(backend, offered);
            case Primary.Offered offered -> out(backend, "replica", "the primary is " + name(offered));
            case Primary.Unknown unknown
            when unknown.serving().contains(backend.id()) && !isDown(backend) ->
                ready(backend, "was serving, and stays until a primary is proven: " + unknown.reason());
            case Primary.Unknown unknown -> out(backend, "not proven to be the primary", unknown.reason());
            case Primary.Withheld withheld -> out(backend, "no primary is offered", withheld.reason());
        };
    }

    private ServerPlan primary(Backend backend, Primary.Offered offered) {
        Optional<Verdict> down = verdict(backend)
                .filter(verdict -> verdict.status() == Status.DOWN)
                .filter(verdict -> !verdict.since().isBefore(offered.since()));
        return down.isPresent()
                ? out(backend, "the primary" + epoch(offered), "nobody else serves until another one is proven")
                : ready(backend, "the primary" + epoch(offered) + ": " + offered.proof());
    }

    private ServerPlan ready(Backend backend, String reason) {
        boolean asIfUp = !circumstances.alive(backend.id());
        return new ServerPlan(
                backend,
                Admin.READY,
                backend.weight(),
                Role.ACTIVE,
                PoolPlan.address(circumstances, backend),
                reason,
                asIfUp);
    }

    private ServerPlan out(Backend backend, String what, String why) {
        String down = verdict(backend)
                .filter(verdict -> verdict.status() == Status.DOWN)
                .map(verdict -> Status.DOWN.word() + ": " + verdict.reason() + "; ")
                .orElse("");
        return new ServerPlan(
                backend,
                Admin.MAINT,
                Weight.ZERO,
                Role.ACTIVE,
                PoolPlan.address(circumstances, backend),
                down + what + "; " + why);
    }

    private boolean isDown(Backend backend) {
        return verdict(backend)
                .filter(verdict -> verdict.status() == Status.DOWN)
                .isPresent();
    }

    private Optional<Verdict> verdict(Backend backend) {
        return circumstances.held(backend).map(Held::verdict);
    }

    private static String name(Primary.Offered offered) {
        return offered.backend().endpoint() + epoch(offered);
    }

    private static String epoch(Primary.Offered offered) {
        return offered.epoch().map(epoch -> " (epoch " + epoch + ")").orElse("");
    }
}
