package org.bolabaden.outrider.haproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.observe.TextExposition;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<Plan> plan = new AtomicReference<>(Plan.EMPTY);
    private HaproxyProcess haproxy;
    private RuntimeApplier applier;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private void drive(HaproxyProcess.Builder builder, Plan wanted) {
        haproxy = opened(builder.start());
        applier = opened(new RuntimeApplier(haproxy.runtime(), event -> {}, ApplierListener.NONE));
        want(wanted);
        applier.start();
        Awaitility.await().atMost(PATIENCE).until(() -> applier.proven().isPresent());
    }

    private void want(Plan wanted) {
        plan.set(wanted);
        applier.submit(wanted);
    }

    private String scraped() {
        return written(new TrafficMetrics(applier, plan::get));
    }

    private static String written(TrafficMetrics metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextExposition exposition = new TextExposition(out);
        metrics.write(exposition);
        exposition.flush();
        return out.toString(UTF_8);
    }

    private void awaitSeries(String... lines) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scraped().lines()).contains(lines));
    }

    private String get() {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), haproxy.port("in"))) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            return new String(client.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String server(int port) {
        return "server 127.0.0.1:" + port + " 127.0.0.1:" + port;
    }

    @ParameterizedTest
    @EnumSource
    void requestsErrorsAndTimesAreThoseOfHaproxy(HaproxyVersion version) throws IOException {
        int echo = opened(new EchoServer("echo")).port();
        drive(
                HaproxyProcess.of(version)
                        .httpFrontend("in", "web")
                        .backend("web", "mode http", server(echo))
                        .backend("nobodys", server(echo)),
                Plans.service("web").http().ready("127.0.0.1", echo).plan());
        for (int i = 0; i < 3; i++) {
            assertThat(get()).contains("200");
        }

        String labels = "{service=\"web\",backend=\"127.0.0.1:" + echo + "\",node=\"127.0.0.1\"";
        awaitSeries(
                "outrider_service_requests_total{service=\"web\"} 3.0",
                "outrider_service_sessions{service=\"web\"} 0.0",
                "outrider_service_errors_total{service=\"web\",kind=\"connect\"} 0.0",
                "outrider_service_errors_total{service=\"web\",kind=\"http_5xx\"} 0.0",
                "outrider_service_errors_total{service=\"web\",kind=\"redispatch\"} 0.0",
                "outrider_upstream_queue{service=\"web\"} 0.0",
                "outrider_upstream_requests_total" + labels + "} 3.0",
                "outrider_upstream_sessions" + labels + "} 0.0",
                "outrider_upstream_errors_total" + labels + ",kind=\"http_5xx\"} 0.0");
        assertThat(scraped())
                .contains("outrider_upstream_response_seconds" + labels, "outrider_upstream_connect_seconds" + labels)
                .doesNotContain("nobodys");
    }

    @Test
    void aServerThatRefusesIsCountedAsThat() throws IOException {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        drive(
                HaproxyProcess.of(HaproxyVersion.V2_6).frontend("in", "db").backend("db", "retries 2", server(closed)),
                Plans.service("db").ready("127.0.0.1", closed).plan());

        assertThat(get()).isEmpty();

        awaitSeries(
                "outrider_service_requests_total{service=\"db\"} 1.0",
                "outrider_service_errors_total{service=\"db\",kind=\"connect\"} 1.0",
                "outrider_service_errors_total{service=\"db\",kind=\"retry\"} 2.0");
        assertThat(scraped())
                .contains("outrider_upstream_errors_total{service=\"db\",backend=\"127.0.0.1:" + closed
                        + "\",node=\"127.0.0.1\",kind=\"connect\"} 1.0")
                // Sessions without HTTP have no classes of answers, and no time of an answer.
                .doesNotContain("http_5xx", "outrider_upstream_response_seconds{");
    }

    @Test
    void aReadPoolHasSeriesOfItsOwnName() throws IOException {
        int echo = opened(new EchoServer("echo")).port();
        drive(
                HaproxyProcess.of(HaproxyVersion.V2_6)
                        .frontend("in", "redis-ro")
                        .backend("redis", server(echo))
                        .backend("redis-ro", server(echo)),
                Plans.service("redis")
                        .ready("127.0.0.1", echo)
                        .and("redis-ro")
                        .ready("127.0.0.1", echo)
                        .plan());
        get();

        awaitSeries(
                "outrider_service_requests_total{service=\"redis\"} 0.0",
                "outrider_service_requests_total{service=\"redis-ro\"} 1.0");
    }

    @Test
    void theSeriesOfARemovedBackendGoAtOnceAndAllGoWithHaproxy() throws IOException {
        int one = opened(new EchoServer("one")).port();
        int two = opened(new EchoServer("two")).port();
        drive(
                HaproxyProcess.of(HaproxyVersion.V2_6).frontend("in", "db").backend("db", server(one), server(two)),
                Plans.service("db")
                        .ready("127.0.0.1", one)
                        .ready("127.0.0.1", two)
                        .plan(1));
        assertThat(scraped()).contains("127.0.0.1:" + one, "127.0.0.1:" + two);

        want(Plans.service("db").ready("127.0.0.1", one).plan(2));

        assertThat(scraped()).contains("127.0.0.1:" + one).doesNotContain("127.0.0.1:" + two);

        haproxy.kill();

        Awaitility.await().atMost(PATIENCE).until(() -> scraped().isEmpty());
    }

    @Test
    void whatStandsBesideTheBackendOfAServiceCountsForIt() throws IOException {
        ActualState state = new ActualState(
                WorkerInfo.parse("Name: HAProxy\nVersion: 2.6.12\nPid: 7\n"), Map.of(), Map.of(), backends("""
                        # pxname,svname,qcur,scur,stot,econ,type,status,weight,bck,mode,req_tot
                        web,BACKEND,1,2,9,3,1,UP,1,1,http,10
                        web:edge,BACKEND,0,1,9,1,1,UP,1,1,http,20
                        web:local,BACKEND,0,1,9,0,1,UP,1,1,http,40
                        """));
        Binding binding = new Binding(Map.of(new ServiceName("web"), "web"), Map.of());

        String written = written(new TrafficMetrics(
                () -> Optional.of(new Statistics(state, binding, 0)),
                () -> Plans.service("web").http().plan(),
                () -> 0));

        assertThat(written.lines())
                .contains(
                        "outrider_service_requests_total{service=\"web\"} 70.0",
                        "outrider_service_sessions{service=\"web\"} 4.0",
                        "outrider_service_errors_total{service=\"web\",kind=\"connect\"} 4.0",
                        "outrider_upstream_queue{service=\"web\"} 1.0");
    }

    @Test
    void aReadingThatIsTooOldIsNotShown() throws IOException {
        ActualState state = new ActualState(
                WorkerInfo.parse("Name: HAProxy\nVersion: 2.6.12\nPid: 7\n"),
                Map.of(),
                Map.of(),
                backends("# pxname,svname,stot,type,status,weight,bck\nweb,BACKEND,9,1,UP,1,1\n"));
        Binding binding = new Binding(Map.of(new ServiceName("web"), "web"), Map.of());

        assertThat(written(new TrafficMetrics(
                        () -> Optional.of(new Statistics(state, binding, 0)),
                        () -> Plans.service("web").plan(),
                        () -> Duration.ofSeconds(11).toNanos())))
                .isEmpty();
    }

    private static Map<String, ProxyStats> backends(String table) throws IOException {
        Map<String, ProxyStats> backends = new HashMap<>();
        ProxyStats.parse(table).forEach(row -> backends.put(row.proxy(), row));
        return backends;
    }
}
