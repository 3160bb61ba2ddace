package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Weight;

/**
 * The plan in HAProxy's terms: what each of its servers shall be.
 *
 * @param pools one for each service that has a backend in HAProxy
 */
record Desired(List<Pool> pools) {
    Desired {
        pools = List.copyOf(pools);
    }

    /**
     * What one backend of HAProxy shall be.
     *
     * @param servers that shall be there
     * @param surplus that shall go
     * @param exclusive whether one of them may have sessions at the most
     */
    record Pool(List<Server> servers, List<ServerRef> surplus, boolean exclusive) {
        Pool {
            servers = List.copyOf(servers);
            surplus = List.copyOf(surplus);
        }
    }

    /**
     * What one server shall be.
     *
     * @param ref its name in HAProxy
     * @param backend its name in the registry
     * @param admin its administrative state
     * @param weight its weight, when ready
     * @param address where it shall connect to; empty: not known, so left as it is
     * @param port where it shall connect to
     * @param initialWeight what it is added with
     * @param addable whether it may be added when it is missing
     * @param backup whether it is added as {@code backup}
     * @param asIfUp whether nobody has seen it up: then HAProxy's own check is not overruled
     */
    record Server(
            ServerRef ref,
            BackendId backend,
            Admin admin,
            Weight weight,
            Optional<InetAddress> address,
            int port,
            Weight initialWeight,
            boolean addable,
            boolean backup,
            boolean asIfUp) {
        boolean ready() {
            return admin == Admin.READY;
        }
    }

    /**
     * Translates the plan for this HAProxy.
     *
     * @param backups tells which of its servers stand by for the others
     */
    static Desired of(Plan plan, Binding binding, ActualState actual, Predicate<ServerRef> backups) {
        return new Desired(new Translation(binding, actual, backups).pools(plan));
    }

    /** All servers, by their name in HAProxy. */
    Map<ServerRef, Server> byRef() {
        Map<ServerRef, Server> byRef = new HashMap<>();
        pools.forEach(pool -> pool.servers().forEach(server -> byRef.put(server.ref(), server)));
        return byRef;
    }
}
