package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.DrivenHaproxy.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Reload.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HaproxyReloadTest {
    private static final String REDIS = "redis-main";
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final List<Outcome> told = new CopyOnWriteArrayList<>();
    private final Commands commands = new Commands();
    private HaproxyProcess haproxy;
    private DrivenHaproxy driven;

    @AfterEach
    void stop() {
        commands.close();
        if (driven != null) {
            driven.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReloadIsLiveOnceTheNewWorkerFollowsThePlan(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1", "server b:2 127.0.0.1:2");
        driven.apply(Plans.service(REDIS).ready("a", 1, 33).maint("b", 2).plan(1));
        long before = haproxy.read().worker().pid();

        Outcome outcome = throughMaster().reload(template());

        assertThat(outcome).isInstanceOf(Outcome.Live.class);
        assertThat(haproxy.read().worker().pid()).isNotEqualTo(before);
        assertThat(haproxy.server(REDIS, "a:1").weight()).isEqualTo(33);
        assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.MAINT);
        assertThat(driven.applier.proven())
                .contains(new Proof(haproxy.read().worker().pid(), 1));
        assertThat(told).containsExactly(outcome);
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatHaproxyRefusesFailsTheReloadAndTheNextGoodOneSucceeds(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1");
        driven.apply(Plans.service(REDIS).ready("a", 1).plan(1));
        long before = haproxy.read().worker().pid();
        String good = Files.readString(haproxy.file());

        for (int i = 0; i < 2; i++) {
            Files.writeString(haproxy.file(), good + "bogus\n");
            Outcome failed = throughMaster().reload(template());

            assertThat(failed)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            it -> assertThat(it.reason())
                                    .startsWith("HAProxy refused the file")
                                    .doesNotContain("\n"));
            assertThat(haproxy.read().worker().pid()).isEqualTo(before);
        }
        Files.writeString(haproxy.file(), good);
        assertThat(throughMaster().reload(template())).isInstanceOf(Outcome.Live.class);
    }

    @ParameterizedTest
    @EnumSource
    void anAddressThatCannotBeBoundFailsTheReload(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1");
        long before = haproxy.read().worker().pid();
        Files.writeString(
                haproxy.file(),
                "frontend far\n  bind 192.0.2.77:8080\n  default_backend redis-main\n",
                java.nio.file.StandardOpenOption.APPEND);

        Outcome outcome = throughMaster().reload(template());

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(haproxy.read().worker().pid()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void whatChangesDuringAReloadIsInTheNewWorker(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1", "server b:2 127.0.0.1:2");
        int sequence = 1;
        driven.apply(Plans.service(REDIS).ready("a", 1, 1).maint("b", 2).plan(sequence));
        HaproxyReload reload = throughMaster();

        for (int trial = 0; trial < 12; trial++) {
            CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> reload.reload(template()));
            int weight = 0;
            while (!outcome.isDone()) {
                weight = weight % 250 + 1;
                driven.applier.submit(
                        Plans.service(REDIS).ready("a", 1, weight).maint("b", 2).plan(++sequence));
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
            }
            assertThat(outcome.join()).isInstanceOf(Outcome.Live.class);
            int last = weight;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> {
                        assertThat(haproxy.server(REDIS, "a:1").weight()).isEqualTo(last);
                        assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.MAINT);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommandReloadsWhereThereIsNoMasterSocket(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1");
        driven.apply(Plans.service(REDIS).maint("a", 1).plan(1));
        long before = haproxy.read().worker().pid();

        Outcome outcome =
                reload(Optional.empty(), LIMIT).reload(template("kill", "-USR2", Long.toString(haproxy.pid())));

        assertThat(outcome).isInstanceOf(Outcome.Live.class);
        assertThat(haproxy.read().worker().pid()).isNotEqualTo(before);
        assertThat(haproxy.server(REDIS, "a:1").admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void aCommandThatFailsOrDoesNothingFailsTheReload() {
        start(HaproxyVersion.V2_6, "server a:1 127.0.0.1:1");
        HaproxyReload reload = reload(Optional.empty(), Duration.ofMillis(300));

        assertThat(reload.reload(template("ls", "/no/such/file")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.reason())
                                .startsWith("the reload command 'ls /no/such/file' ended with 2: "));
        assertThat(reload.reload(template("true")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.reason())
                                .startsWith(
                                        "the reload command 'true' ended with 0, but HAProxy got no new worker within 0.3 s: "
                                                + "the command does not reload the HAProxy of haproxy.socket, or"));
        assertThat(reload.reload(template("/no/such/program")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.reason())
                                .startsWith("the reload command '/no/such/program' does not start: "));
    }

    @Test
    void aCommandThatMadeNoWorkerIsGivenLessTimeUntilItMakesOne() {
        start(HaproxyVersion.V2_6, "server a:1 127.0.0.1:1");
        HaproxyReload reload = reload(Optional.empty(), Duration.ofSeconds(6));

        assertThat(reload.reload(template("true"))).asString().contains("no new worker within 6.0 s");
        assertThat(reload.reload(template("true"))).asString().contains("no new worker within 5.0 s");
        assertThat(reload.reload(template("kill", "-USR2", Long.toString(haproxy.pid()))))
                .isInstanceOf(Outcome.Live.class);
        assertThat(reload.reload(template("true"))).asString().contains("no new worker within 6.0 s");
    }

    @ParameterizedTest
    @EnumSource
    void aCommandThatReloadsAndThenFailsHasReloaded(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1");
        driven.apply(Plans.service(REDIS).maint("a", 1).plan(1));
        long before = haproxy.read().worker().pid();

        Outcome outcome = reload(Optional.empty(), LIMIT)
                .reload(template("sh", "-c", "kill -USR2 " + haproxy.pid() + "; echo not so well; exit 1"));

        assertThat(haproxy.read().worker().pid()).isNotEqualTo(before);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Live.class,
                        live -> assertThat(live.doubt().orElseThrow())
                                .startsWith("HAProxy has reloaded, but the reload command 'sh -c ")
                                .endsWith("ended with 1: not so well"));
        assertThat(haproxy.server(REDIS, "a:1").admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void aReloadThatIsCutShortIsNeitherLiveNorFailedAndLeavesNoCommandBehind() throws Exception {
        start(HaproxyVersion.V2_6, "server a:1 127.0.0.1:1");
        Path pids = Files.createTempFile("outrider", "pids");
        HaproxyReload reload = reload(Optional.empty(), LIMIT);
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(
                () -> reload.reload(template("sh", "-c", "sleep 300 & echo $$ $! > " + pids + "; wait")));
        eventually(() -> assertThat(pids).isNotEmptyFile());

        commands.close();

        assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new Outcome.Cut());
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            eventually(() -> assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty());
        }
        Files.delete(pids);
    }

    @Test
    void aStopEndsTheWaitForANewWorker() throws Exception {
        start(HaproxyVersion.V2_6, "server a:1 127.0.0.1:1");
        Path mark = Files.createTempFile("outrider", "mark");
        HaproxyReload reload = reload(Optional.empty(), Duration.ofMinutes(5));
        CompletableFuture<Outcome> outcome =
                CompletableFuture.supplyAsync(() -> reload.reload(template("sh", "-c", "echo done > " + mark)));
        eventually(() -> assertThat(mark).isNotEmptyFile());

        commands.close();

        assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo(new Outcome.Cut());
        Files.delete(mark);
    }

    @ParameterizedTest
    @EnumSource
    void whatAFileDefinesAndTheWorkerLacksIsNamed(HaproxyVersion version) throws Exception {
        start(version, "server a:1 127.0.0.1:1");
        driven.apply(Plans.service(REDIS).ready("a", 1).plan(1));
        HaproxyReload reload = throughMaster();

        assertThat(reload.missing(Files.readString(haproxy.file()))).isEmpty();
        assertThat(reload.missing("frontend in\nbackend redis-main\nfrontend fe:mail\nbackend mail from x\n"))
                .containsExactly("frontend fe:mail", "backend mail");
        haproxy.kill();
        eventually(() -> assertThat(driven.applier.actual()).isEmpty());
        assertThat(reload.missing("backend mail\n"))
                .as("it reads the file when it starts")
                .isEmpty();
    }

    @Test
    void nothingIsReloadedWhereNothingRunsOrNoWayIsConfigured() throws Exception {
        Path absent = Path.of("/tmp/outrider-no-such-socket");
        HaproxyReload nobody = new HaproxyReload(
                Optional.of(new RuntimeSocket(absent.toString())),
                Optional.of(new MasterSocket(absent.toString(), LIMIT)),
                Optional.empty(),
                commands,
                told::add,
                LIMIT);
        HaproxyReload noWay =
                new HaproxyReload(Optional.empty(), Optional.empty(), Optional.empty(), commands, told::add, LIMIT);

        assertThat(nobody.reload(template()))
                .isEqualTo(new Outcome.Idle("HAProxy does not run; it reads the file when it starts"));
        assertThat(noWay.reload(template()))
                .isInstanceOfSatisfying(
                        Outcome.Idle.class, idle -> assertThat(idle.reason()).startsWith("no way to reload"));
    }

    @ParameterizedTest
    @EnumSource
    void aThousandServersAreReasserted(HaproxyVersion version) {
        String[] lines = new String[1_000];
        Plans plans = Plans.service(REDIS);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "server node" + i + ":80 127.0.0.1:80 weight 100";
            plans.server(
                    "node" + i, 80, i % 2 == 0 ? Admin.READY : Admin.MAINT, 1 + i % 250, Role.ACTIVE, Optional.empty());
        }
        start(version, lines);
        driven.apply(plans.plan(1));

        assertThat(throughMaster().reload(template())).isInstanceOf(Outcome.Live.class);

        assertThat(haproxy.read().servers().values())
                .filteredOn(server -> server.admin() == Admin.MAINT)
                .hasSize(500);
        assertThat(haproxy.server(REDIS, "node248:80").weight()).isEqualTo(249);
    }

    private void start(HaproxyVersion version, String... servers) {
        haproxy = HaproxyProcess.of(version)
                .frontend("in", REDIS)
                .backend(REDIS, servers)
                .masterWorker()
                .start();
        driven = new DrivenHaproxy(haproxy);
    }

    private HaproxyReload throughMaster() {
        return reload(Optional.of(new MasterSocket(haproxy.masterSocket(), LIMIT)), LIMIT);
    }

    private HaproxyReload reload(Optional<MasterSocket> master, Duration limit) {
        return new HaproxyReload(
                Optional.of(haproxy.runtime()), master, Optional.of(driven.applier), commands, told::add, limit);
    }

    private static Template template(String... reload) {
        return new Template("builtin:haproxy-tcp", Path.of("/etc/haproxy/haproxy.cfg"), List.of(), List.of(reload));
    }
}
