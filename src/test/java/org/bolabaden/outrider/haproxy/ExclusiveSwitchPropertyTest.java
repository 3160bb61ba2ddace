package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bolabaden.outrider.haproxy.Command.CountSessions;
import org.bolabaden.outrider.haproxy.Command.SetState;
import org.bolabaden.outrider.haproxy.Command.ShutSessions;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Service;

/** What an exclusive pool's switch looks like on the wire, among many other pools that change at the same time. */
class ExclusiveSwitchPropertyTest {
    private static final int SERVERS = 4;

    @Property(tries = 300)
    void theSwitchIsOnOneLineWithNothingInBetween(
            @ForAll("pools") List<List<Integer>> found,
            @ForAll @IntRange(min = 0, max = SERVERS) int offered,
            @ForAll @IntRange(min = 1, max = 200) int nameLength,
            @ForAll @IntRange(min = 0, max = 60) int others) {
        Plan plan = plan(found.size(), offered, nameLength, others);
        ActualState actual = actual(found, nameLength, others);
        List<List<Command>> lines = CommandLines.pack(commands(plan, actual));

        for (int pool = 0; pool < found.size(); pool++) {
            String backend = pool(pool, nameLength);
            List<ServerRef> leaving = leaving(actual, backend, offered);
            List<List<Command>> with = lines.stream()
                    .filter(line -> line.stream().anyMatch(command -> isSwitch(command, backend)))
                    .toList();
            if (!leaving.isEmpty()) {
                assertThat(with).hasSize(1);
                assertMoved(with.getFirst(), backend, leaving);
            }
        }
    }

    @Property(tries = 300)
    void oneRoundIsEnoughAndNobodyElseIsReady(
            @ForAll("pools") List<List<Integer>> found, @ForAll @IntRange(min = 0, max = SERVERS) int offered) {
        Plan plan = plan(found.size(), offered, 1, 0);
        HaproxyModel model = new HaproxyModel(actual(found, 1, 0), Set.of());

        commands(plan, model.state()).forEach(model::apply);

        assertThat(commands(plan, model.state())).isEmpty();
        for (int pool = 0; pool < found.size(); pool++) {
            String backend = pool(pool, 1);
            assertThat(model.state().servers().values())
                    .filteredOn(server -> server.ref().backend().equals(backend) && server.admin() == Admin.READY)
                    .extracting(server -> server.ref().server())
                    .isEqualTo(offered < SERVERS ? List.of(server(offered)) : List.of());
        }
    }

    private static void assertMoved(List<Command> line, String backend, List<ServerRef> leaving) {
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            if (isSwitch(line.get(i), backend)) {
                at.add(i);
            }
        }
        List<Command> between = line.subList(at.getFirst(), at.getLast() + 1);
        assertThat(between).hasSize(at.size());
        int ready = between.getFirst() instanceof SetState first && first.admin() == Admin.READY ? 1 : 0;
        List<Command> rest = between.subList(ready, between.size());
        List<Command> out = new ArrayList<>();
        leaving.forEach(ref -> out.add(new SetState(ref, Admin.MAINT)));
        List<Command> shut = new ArrayList<>();
        leaving.forEach(ref -> shut.add(new ShutSessions(ref)));
        assertThat(rest.subList(0, leaving.size())).containsExactlyInAnyOrderElementsOf(out);
        assertThat(rest.subList(leaving.size(), rest.size())).containsExactlyInAnyOrderElementsOf(shut);
        assertThat(line.subList(0, at.getFirst()))
                .anyMatch(command -> command instanceof CountSessions
                        && command.server().backend().equals(backend));
    }

    private static boolean isSwitch(Command command, String backend) {
        return command.server().backend().equals(backend)
                && (command instanceof SetState || command instanceof ShutSessions);
    }

    private static List<ServerRef> leaving(ActualState actual, String backend, int offered) {
        return actual.servers().values().stream()
                .filter(server -> server.ref().backend().equals(backend)
                        && server.admin() != Admin.MAINT
                        && !server.ref().server().equals(server(offered)))
                .map(ServerState::ref)
                .toList();
    }

    /** Pools, each with the administrative bits of its servers. */
    @Provide
    Arbitrary<List<List<Integer>>> pools() {
        return Arbitraries.of(0, 1, 4, 5, 8)
                .list()
                .ofSize(SERVERS)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static List<Command> commands(Plan plan, ActualState actual) {
        List<Service> services = plan.services().values().stream()
                .map(service -> service.service())
                .toList();
        Binding binding = Binder.bind(services, Binder::literal, actual, Binding.NONE);
        return Reconciler.difference(
                Desired.of(plan, binding, actual, actual::backup), actual, new Quirks(Set.of(), ref -> true));
    }

    private static Plan plan(int pools, int offered, int nameLength, int others) {
        Plans plans = new Plans();
        for (int i = 0; i < Math.max(pools, others); i++) {
            if (i < others) {
                plans.and("web" + i).ready("node0", 80, 7).ready("node1", 80, 9);
            }
            if (i < pools) {
                plans.and(pool(i, nameLength)).exclusive();
                for (int j = 0; j < SERVERS; j++) {
                    Admin admin = j == offered ? Admin.READY : Admin.MAINT;
                    plans.server("node" + j, 80, admin, 100, Role.ACTIVE, Optional.empty());
                }
            }
        }
        return plans.plan();
    }

    private static ActualState actual(List<List<Integer>> found, int nameLength, int others) {
        Map<ServerRef, ServerState> servers = new LinkedHashMap<>();
        for (int i = 0; i < others; i++) {
            add(servers, "web" + i, 0, 0);
            add(servers, "web" + i, 1, 0);
        }
        for (int i = 0; i < found.size(); i++) {
            for (int j = 0; j < SERVERS; j++) {
                add(servers, pool(i, nameLength), j, found.get(i).get(j));
            }
        }
        return new ActualState(new WorkerInfo(1, "3.2", 1), servers, new HashMap<>(), Map.of());
    }

    private static void add(Map<ServerRef, ServerState> servers, String backend, int server, int adminBits) {
        ServerRef ref = new ServerRef(backend, server(server));
        servers.put(
                ref,
                new ServerState(
                        ref,
                        Optional.of(InetAddress.ofLiteral("10.0.0.1")),
                        80,
                        (adminBits & 1) != 0 ? 0 : 2,
                        adminBits,
                        100,
                        100,
                        Optional.empty(),
                        0));
    }

    private static String pool(int i, int nameLength) {
        return "p" + "o".repeat(nameLength / 4) + "l" + i;
    }

    private static String server(int i) {
        return "node" + i + ":80";
    }
}
