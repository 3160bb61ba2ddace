package org.bolabaden.outrider.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.HostName;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.Weight;

/**
 * Whom sessions may go to, of one service. Pure.
 *
 * <p>A backend that is not up is in maintenance, not at weight 0: only maintenance shuts the sessions that hang on a dead
 * server ({@code on-marked-down shutdown-sessions}, FIELD-NOTES §1). A healthy local backend serves alone and its
 * healthy peers stand by; without one the healthy peers share by weight. A local backend that is only adopted, so that no
 * check of ours has passed yet, keeps its share and takes nobody else's.
 *
 * <p>A backend that is held for flapping serves only while none of the service is up: it beats nobody at all.
 *
 * <p>Whom an operator has drained, or who is in a window with {@code mode: drain}, gets no new sessions while another one can
 * serve ({@link Absences}). In panic those that are down serve as if they were up; but not a local one while a peer is really up: the
 * peers are HAProxy's {@code backup} servers, so that a dead local one would get everything and they nothing. The
 * replicas of a service know no panic: their primary is always one of those that are down.
 */
final class PoolPlan {
    private final Service service;
    private final Circumstances circumstances;
    private final Absences absences;
    private final boolean heldServe;
    private final boolean localServes;
    private final boolean peerServes;
    private final Optional<String> panic;

    PoolPlan(Service service, Circumstances circumstances) {
        this.service = service;
        this.circumstances = circumstances;
        Absences.Wishes wishes = Absences.Wishes.of(service, circumstances);
        heldServe = service.backends().stream()
                .noneMatch(backend ->
                        status(backend) == Status.UP && backend.weight().value() > 0 && !wishes.forced(backend));
        absences = wishes.granted(
                service, backend -> isUp(backend) && backend.weight().value() > 0);
        localServes = service.backends().stream()
                .anyMatch(backend -> backend.local() && serves(backend) && !isAdopted(backend));
        peerServes = service.backends().stream().anyMatch(backend -> !backend.local() && serves(backend));
        panic = circumstances
                .rules()
                .panic()
                .filter(rule -> service.readsOf().isEmpty())
                .flatMap(threshold -> new Panic(threshold)
                        .over(expected(), circumstances.before().panic().contains(service.name())));
    }

    /** Why its verdicts are not believed; empty: they are. */
    Optional<String> panic() {
        return panic;
    }

    /** Who gets nothing new because of a drain, whatever his checks say. */
    Set<BackendId> drained() {
        return absences.drained();
    }

    /** What each backend shall be, at its full weight. */
    List<ServerPlan> servers() {
        List<ServerPlan> servers = new ArrayList<>(service.backends().size());
        service.backends().forEach(backend -> servers.add(server(backend)));
        return servers;
    }

    private ServerPlan server(Backend backend) {
        Optional<String> wished = absences.wished(backend);
        if (absences.isAway(backend) && status(backend) != Status.DOWN) {
            String why = word(backend) + ", takes no new sessions: " + wished.orElse("");
            return plan(backend, Admin.DRAIN, Weight.ZERO, Role.ACTIVE, why);
        }
        if (isUp(backend)) {
            Role role = backend.local() || !localServes ? Role.ACTIVE : Role.FALLBACK;
            String only = wished.map(why -> "; " + why + ", but nobody else can serve")
                    .orElse("");
            return plan(backend, Admin.READY, backend.weight(), role, serving(backend, role) + only);
        }
        if (asIfUp(backend)) {
            Role role = backend.local() || !localServes ? Role.ACTIVE : Role.FALLBACK;
            return plan(
                    backend,
                    Admin.READY,
                    backend.weight(),
                    role,
                    "serves as if it were up, since " + panic.orElse("") + "; " + word(backend) + ": "
                            + evidence(backend));
        }
        String held = panic.isPresent() && backend.local() && peerServes ? "; panic, but a peer that is up serves" : "";
        String drained = wished.filter(why -> absences.isDrained(backend))
                .map(why -> "; " + why)
                .orElse("");
        String why = word(backend) + ": " + evidence(backend) + held + drained;
        return plan(backend, Admin.MAINT, Weight.ZERO, Role.ACTIVE, why);
    }

    private ServerPlan plan(Backend backend, Admin admin, Weight weight, Role role, String reason) {
        boolean asIfUp = admin == Admin.READY && !isUp(backend);
        return new ServerPlan(backend, admin, weight, role, address(backend), reason, asIfUp);
    }

    private boolean asIfUp(Backend backend) {
        return panic.isPresent()
                && (status(backend) == Status.DOWN || status(backend) == Status.HELD)
                && absences.wished(backend).isEmpty()
                && (address(backend).isPresent()
                        || HostName.isAddress(backend.address().host()))
                && !(backend.local() && !localServes && peerServes);
    }

    /** The verdicts that count for a panic: who is away on purpose is no evidence. */
    private List<Status> expected() {
        return service.backends().stream()
                .filter(backend -> !absences.isAway(backend))
                .map(this::trusted)
                .toList();
    }

    private boolean serves(Backend backend) {
        return isUp(backend) && !absences.isAway(backend);
    }

    /** Whether it may serve: up, or held while no other is up. */
    private boolean isUp(Backend backend) {
        Status status = status(backend);
        return status == Status.UP || (status == Status.HELD && heldServe);
    }

    /** For a panic: one that is held answers, and so is no evidence that the checks are wrong. */
    private Status trusted(Backend backend) {
        Status status = status(backend);
        return status == Status.HELD ? Status.UP : status;
    }

    private boolean isAdopted(Backend backend) {
        return verdict(backend).filter(Verdict::adopted).isPresent();
    }

    private Status status(Backend backend) {
        return verdict(backend).map(Verdict::status).orElse(Status.UNVERIFIED);
    }

    private Optional<Verdict> verdict(Backend backend) {
        return circumstances.held(backend).map(Held::verdict);
    }

    private Optional<InetAddress> address(Backend backend) {
        return address(circumstances, backend);
    }

    /** Where it is reached, as far as its checks know. */
    static Optional<InetAddress> address(Circumstances circumstances, Backend backend) {
        return circumstances.held(backend).map(Held::verdict).flatMap(Verdict::address);
    }

    private String word(Backend backend) {
        return status(backend).word();
    }

    private String evidence(Backend backend) {
        return verdict(backend).map(Verdict::reason).orElse("not checked yet");
    }

    private String serving(Backend backend, Role role) {
        if (status(backend) == Status.HELD) {
            return "held, serves because nobody else is up: " + evidence(backend);
        }
        return isAdopted(backend) ? evidence(backend) : reason(backend, role);
    }

    private static String reason(Backend backend, Role role) {
        return switch (role) {
            case FALLBACK -> "healthy, stands by while a local backend serves";
            case ACTIVE ->
                backend.local() ? "healthy and local, serves first" : "healthy, serves because no local backend does";
        };
    }
}
