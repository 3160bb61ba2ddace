package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.observe.TextExposition;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.PlanMetrics;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

/** How many series the backends and services have at the most; docs/OBSERVABILITY.md says so. */
class SeriesCountTest {
    private static final int SERVICES = 200;
    private static final int BACKENDS_EACH = 5;
    private static final int OF_A_BACKEND = 13;
    private static final int OF_A_SERVICE = 11;
    private static final String HEADER =
            "# pxname,svname,scur,stot,econ,eresp,wretr,type,status,weight,bck,mode,req_tot,hrsp_5xx,ctime,rtime\n";

    @Test
    void aThousandBackendsInTwoHundredServicesHaveTheSeriesThatTheDocumentationSays() throws IOException {
        Plan plan = plan();

        List<String> series = series(plan);

        int expected = SERVICES * BACKENDS_EACH * OF_A_BACKEND + SERVICES * OF_A_SERVICE;
        assertThat(series).hasSize(expected).doesNotHaveDuplicates();
        assertThat(Files.readString(Path.of("docs/OBSERVABILITY.md")).replace('\n', ' '))
                .contains(OF_A_BACKEND + " series a backend and " + OF_A_SERVICE + " a service")
                .contains(String.format(Locale.ROOT, "%,d", expected));
    }

    private static Plan plan() {
        Plans plans = null;
        for (int service = 0; service < SERVICES; service++) {
            String name = "site" + service + ".example.org";
            plans = plans == null ? Plans.service(name).http() : plans.and(name);
            for (int backend = 0; backend < BACKENDS_EACH; backend++) {
                plans.ready("node" + backend, 8_000 + service);
            }
        }
        return plans.plan();
    }

    private static List<String> series(Plan plan) throws IOException {
        HealthBoard board = new HealthBoard(
                Judgement.of(NodeSettings.HealthChecks.DEFAULT), InstantSource.system(), () -> 0.5, change -> {});
        board.replace(plan.services().values().stream()
                .flatMap(service -> service.servers().stream().map(ServerPlan::backend))
                .toList());
        Statistics read = statistics(plan);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextExposition exposition = new TextExposition(out);
        new PlanMetrics(() -> plan, board::snapshot, InstantSource.system()).write(exposition);
        new TrafficMetrics(() -> Optional.of(read), () -> plan, () -> 0).write(exposition);
        exposition.flush();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    /** As HAProxy has it when every server had requests. */
    private static Statistics statistics(Plan plan) throws IOException {
        StringBuilder table = new StringBuilder(HEADER);
        Map<ServiceName, String> backends = new HashMap<>();
        Map<BackendId, ServerRef> servers = new HashMap<>();
        plan.services().forEach((service, planned) -> {
            backends.put(service, service.value());
            table.append(service).append(",BACKEND,1,2,3,4,5,1,UP,100,0,http,6,7,8,9\n");
            planned.servers().forEach(server -> {
                BackendId id = server.backend().id();
                servers.put(id, new ServerRef(service.value(), id.serverName()));
                table.append(service)
                        .append(',')
                        .append(id.serverName())
                        .append(",1,2,3,4,5,2,UP,100,0,http,6,7,8,9\n");
            });
        });
        Map<ServerRef, ProxyStats> ofServers = new HashMap<>();
        Map<String, ProxyStats> ofBackends = new HashMap<>();
        for (ProxyStats row : ProxyStats.parse(table.toString())) {
            if (row.whole()) {
                ofBackends.put(row.proxy(), row);
            } else {
                ofServers.put(new ServerRef(row.proxy(), row.server()), row);
            }
        }
        WorkerInfo worker = WorkerInfo.parse("Name: HAProxy\nVersion: 2.6.12\nPid: 7\n");
        return new Statistics(
                new ActualState(worker, Map.of(), ofServers, ofBackends), new Binding(backends, servers), 0);
    }
}
