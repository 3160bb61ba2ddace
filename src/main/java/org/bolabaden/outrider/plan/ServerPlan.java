package org.bolabaden.outrider.plan;

import java.net.InetAddress;
import java.util.Optional;
import org.bolabaden.outrider.observe.LabelSet;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Percent;
import org.bolabaden.outrider.registry.Weight;

/**
 * What one server shall be.
 *
 * @param backend which
 * @param admin the administrative state it shall have
 * @param weight its share among the servers that serve with it; meaningful when {@code admin} is ready
 * @param role whether it serves now or waits for the others to fail
 * @param address where it is reached now; empty: not known yet
 * @param reason why, in one line for people
 * @param asIfUp whether it serves although its verdict says that it is down
 */
public record ServerPlan(
        Backend backend,
        Admin admin,
        Weight weight,
        Role role,
        Optional<InetAddress> address,
        String reason,
        boolean asIfUp) {

    /** One whose verdict is believed. */
    public ServerPlan(
            Backend backend, Admin admin, Weight weight, Role role, Optional<InetAddress> address, String reason) {
        this(backend, admin, weight, role, address, reason, false);
    }

    /** HAProxy's administrative states. */
    public enum Admin {
        /** Takes sessions. */
        READY("ready"),
        /** Takes no new sessions; those it has go on. */
        DRAIN("drain"),
        /** Takes none, and those it has are shut when HAProxy is configured so. */
        MAINT("maint");

        private final String word;

        Admin(String word) {
            this.word = word;
        }

        /** The word of {@code set server … state}. */
        public String word() {
            return word;
        }
    }

    /** Which part of the pool a server is in. */
    public enum Role {
        /** Serves while ready. */
        ACTIVE,
        /** Healthy, and serves only when no active one is left: HAProxy's {@code backup}. */
        FALLBACK
    }

    /** The same, reached there. */
    public ServerPlan at(Optional<InetAddress> known) {
        return new ServerPlan(backend, admin, weight, role, known, reason, asIfUp);
    }

    /** The same with a share of its weight. */
    ServerPlan sharing(Percent share, String why) {
        return new ServerPlan(backend, admin, share.of(weight), role, address, reason + "; " + why, asIfUp);
    }

    /** The same, and this about it too. */
    ServerPlan because(String why) {
        return new ServerPlan(backend, admin, weight, role, address, reason + "; " + why, asIfUp);
    }

    /** The same without new sessions. */
    ServerPlan draining(String why) {
        return new ServerPlan(
                backend, Admin.DRAIN, Weight.ZERO, role, address, reason + "; takes no new sessions: " + why);
    }

    /** Whether requests go to it now. */
    public boolean serving() {
        return admin == Admin.READY && role == Role.ACTIVE && weight.value() > 0;
    }

    /** The labels of its backend's series; made anew each time. */
    public LabelSet labels() {
        return LabelSet.ofBackend(
                backend.id().service().value(),
                backend.id().endpoint().toString(),
                backend.node().value());
    }
}
