package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Service;

class ReconcilerPropertyTest {
    private static final String POOL = "pool";
    private static final int SERVERS = 5;
    private static final List<Admin> ADMINS = List.of(Admin.values());

    /** What one server shall be; empty address: not known. */
    record Wish(boolean listed, Admin admin, int weight, Role role, Optional<InetAddress> address) {}

    /** What one server is in HAProxy. */
    record Found(
            boolean present, int operational, int adminBits, int weight, int checkBits, boolean backup, int address) {}

    @Property(tries = 500)
    void afterTheCommandsNothingIsLeftToDo(
            @ForAll("wishes") List<Wish> wishes, @ForAll("found") List<Found> found, @ForAll boolean fixed) {
        Plan plan = plan(wishes);
        HaproxyModel model = new HaproxyModel(actual(found), fixed ? Set.of(POOL) : Set.of());
        Quirks quirks = new Quirks(fixed ? Set.of(POOL) : Set.of(), ref -> true);

        // A static algorithm refuses a new server's weight once; the model starts where that is known.
        List<Command> first = difference(plan, model.state(), quirks);
        first.stream()
                .filter(command -> !(fixed && command instanceof Command.SetWeight))
                .forEach(model::apply);
        difference(plan, model.state(), quirks).forEach(model::apply);

        assertThat(difference(plan, model.state(), quirks)).isEmpty();
    }

    @Property(tries = 500)
    void oneRoundIsEnough(@ForAll("wishes") List<Wish> wishes, @ForAll("found") List<Found> found) {
        Plan plan = plan(wishes);
        HaproxyModel model = new HaproxyModel(actual(found), Set.of());
        Quirks quirks = new Quirks(Set.of(), ref -> true);

        difference(plan, model.state(), quirks).forEach(model::apply);

        assertThat(difference(plan, model.state(), quirks)).isEmpty();
    }

    @Property(tries = 500)
    void thePoolIsNeverEmptyInBetween(@ForAll("wishes") List<Wish> wishes, @ForAll("found") List<Found> found) {
        Plan plan = plan(wishes);
        HaproxyModel model = new HaproxyModel(actual(found), Set.of());
        List<Command> commands = difference(plan, model.state(), new Quirks(Set.of(), ref -> true));

        List<Integer> serving = model.servingAfterEach(POOL, commands);

        if (serving.getFirst() > 0 && serving.getLast() > 0) {
            assertThat(serving).doesNotContain(0);
        }
    }

    @Property(tries = 200)
    void aServerThatShallNotServeDoesNotServeAfterwards(
            @ForAll("wishes") List<Wish> wishes, @ForAll("found") List<Found> found) {
        Plan plan = plan(wishes);
        HaproxyModel model = new HaproxyModel(actual(found), Set.of());
        difference(plan, model.state(), new Quirks(Set.of(), ref -> true)).forEach(model::apply);

        for (int i = 0; i < SERVERS; i++) {
            Wish wish = wishes.get(i);
            if (!wish.listed() || wish.admin() != Admin.READY) {
                ServerRef ref = ref(i);
                assertThat(model.servingIn(POOL))
                        .noneMatch(server -> server.ref().equals(ref));
            }
        }
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Optional<InetAddress>> address =
                Arbitraries.integers().between(1, 3).map(i -> address(i)).optional(0.7);
        Arbitrary<Wish> wish = Combinators.combine(
                        Arbitraries.of(true, true, true, false),
                        Arbitraries.of(ADMINS),
                        Arbitraries.of(0, 1, 100, 256),
                        Arbitraries.of(Role.values()),
                        address)
                .as(Wish::new);
        // Somebody is listed: a service without backends is left alone.
        return wish.list().ofSize(SERVERS).filter(list -> list.stream().anyMatch(Wish::listed));
    }

    @Provide
    Arbitrary<List<Found>> found() {
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(0, 2),
                        Arbitraries.of(0, 1, 4, 5, 8, 12),
                        Arbitraries.of(0, 1, 100, 256),
                        Arbitraries.of(0, 2, 6),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 3))
                .as(Found::new)
                .list()
                .ofSize(SERVERS);
    }

    private static List<Command> difference(Plan plan, ActualState actual, Quirks quirks) {
        List<Service> services = plan.services().values().stream()
                .map(service -> service.service())
                .toList();
        Binding binding = Binder.bind(services, Binder::literal, actual, Binding.NONE);
        return Reconciler.difference(Desired.of(plan, binding, actual, actual::backup), actual, quirks);
    }

    private static Plan plan(List<Wish> wishes) {
        Plans plans = Plans.service(POOL);
        for (int i = 0; i < SERVERS; i++) {
            Wish wish = wishes.get(i);
            if (wish.listed()) {
                plans.server("node" + i, 80, wish.admin(), wish.weight(), wish.role(), wish.address());
            }
        }
        return plans.plan();
    }

    private static ActualState actual(List<Found> found) {
        Map<ServerRef, ServerState> servers = new LinkedHashMap<>();
        Map<ServerRef, ProxyStats> stats = new HashMap<>();
        for (int i = 0; i < SERVERS; i++) {
            Found is = found.get(i);
            if (is.present()) {
                servers.put(ref(i), server(ref(i), is));
                stats.put(ref(i), stats(ref(i), is.backup()));
            }
        }
        // A foreign server keeps the backend there, and is nobody's business.
        ServerRef foreign = new ServerRef(POOL, "by-hand");
        servers.put(foreign, server(foreign, new Found(true, 0, 1, 1, 0, false, 9)));
        return new ActualState(new WorkerInfo(1, "3.2", 1), servers, stats, Map.of());
    }

    private static ServerState server(ServerRef ref, Found is) {
        boolean maint = (is.adminBits() & 1) != 0;
        return new ServerState(
                ref,
                Optional.of(address(is.address())),
                80,
                maint ? 0 : is.operational(),
                is.adminBits(),
                is.weight(),
                100,
                Optional.empty(),
                // Without a check nobody is down.
                !maint && is.operational() == 0 ? is.checkBits() | 2 : is.checkBits());
    }

    static ProxyStats stats(ServerRef ref, boolean backup) {
        return new ProxyStats(
                ref.backend(),
                ref.server(),
                false,
                false,
                "UP",
                "",
                "",
                backup,
                1,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private static InetAddress address(int last) {
        return InetAddress.ofLiteral("10.0.0." + last);
    }

    private static ServerRef ref(int i) {
        return new ServerRef(POOL, "node" + i + ":80");
    }
}
