package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventJson;
import org.bolabaden.outrider.observe.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pipelines for Loki on lines that are hard; on those of running programs they are in {@code LogPipelinesIT}. */
class LogPipelinesTest {
    private static final String HTTP = "127.0.0.1:41652 [28/Nov/2026:16:40:43.638] outrider:edge "
            + "b.example.org/node1:8080 0/0/-1/-1/3028 503 217 - - SC-- 2/1/0/0/3 0/0 \"GET /b?x HTTP/1.1\"";
    private static final String TCP =
            "127.0.0.1:34804 [28/Nov/2026:16:40:45.691] fe:redis-main redis-main/x " + "1/-1/3011 0 SC 2/1/0/0/3 0/0";

    static Stream<LogPipeline> pipelines() {
        return LogPipeline.shipped("UTC").stream();
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void anEventIsLabelledByEventNodeAndLevelAndHasItsOwnTime(LogPipeline pipeline) {
        Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
        String line = new EventJson("node1.bolabaden.org")
                .line(new RecordedEvent(
                        7,
                        at,
                        Event.warn("backend_down")
                                .service("bolabaden.org")
                                .backend("node2.bolabaden.org:8080")
                                .change("up", "down")
                                .reason("refused, says \"level\":\"error\"")
                                .took(Duration.ofMillis(3))));

        assertThat(pipeline.run("outrider", line))
                .isEqualTo(new LogPipeline.Shipped(
                        Map.of(
                                "job",
                                "outrider",
                                "node",
                                "node1.bolabaden.org",
                                "event",
                                "backend_down",
                                "level",
                                "warn"),
                        java.util.Optional.of(at)));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void whatLibrariesSayOnStandardErrorHasALevelAndNoEvent(LogPipeline pipeline) {
        LogPipeline.Shipped json =
                pipeline.run("outrider", "{\"timestamp\":\"x\",\"level\":\"WARN\",\"message\":\"m\"}");
        LogPipeline.Shipped text = pipeline.run("outrider", "Exception in thread \"main\"");

        assertThat(json.labels()).isEqualTo(Map.of("job", "outrider", "node", "host", "level", "warn"));
        assertThat(text.labels()).isEqualTo(Map.of("job", "outrider", "node", "host"));
        assertThat(text.time()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void aRequestOnHaproxyHasItsTimeAndTheClassOfItsCode(LogPipeline pipeline) {
        for (String line : List.of(HTTP, "Nov 28 16:40:46 host1 haproxy[4711]: " + HTTP)) {
            LogPipeline.Shipped shipped = pipeline.run("haproxy", line);

            assertThat(shipped.labels()).isEqualTo(Map.of("job", "haproxy", "node", "host", "code", "5xx"));
            assertThat(shipped.time()).contains(Instant.parse("2026-11-28T16:40:43.638Z"));
        }
    }

    @Test
    void haproxysClockMayBeInAnotherZone() {
        assertThat(LogPipeline.shipped("Europe/Berlin"))
                .allSatisfy(pipeline -> assertThat(pipeline.run("haproxy", HTTP).time())
                        .contains(Instant.parse("2026-11-28T15:40:43.638Z")));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void whatHasNoCodeGetsNone(LogPipeline pipeline) {
        String gone = HTTP.replace(" 503 ", " -1 ");
        String handshake = "127.0.0.1:34804 [28/Nov/2026:16:40:45.691] outrider:edge/2: SSL handshake failure";

        assertThat(List.of(TCP, gone, handshake)).allSatisfy(line -> {
            LogPipeline.Shipped shipped = pipeline.run("haproxy", line);
            assertThat(shipped.labels()).isEqualTo(Map.of("job", "haproxy", "node", "host"));
            assertThat(shipped.time()).isPresent();
        });
        assertThat(pipeline.run("haproxy", "Connect from 127.0.0.1:48466 to 127.0.0.1:18082 (plain/HTTP)")
                        .time())
                .isEmpty();
    }

    /** What a visitor asks for is his: it must not pass for the line's own time or code. */
    @ParameterizedTest
    @MethodSource("pipelines")
    void aRequestCannotForgeWhatTheLineSays(LogPipeline pipeline) {
        String forged =
                HTTP.replace("/b?x", "/haproxy[1]: 1.1.1.1:1 [01/Jan/2001:00:00:00.000] f b/s 0/0/0/0/0 200 1 ");

        LogPipeline.Shipped shipped = pipeline.run("haproxy", forged);

        assertThat(shipped.labels()).containsEntry("code", "5xx");
        assertThat(shipped.time()).contains(Instant.parse("2026-11-28T16:40:43.638Z"));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void traefiksOwnLogHasALevelAndNoCode(LogPipeline pipeline) {
        LogPipeline.Shipped shipped = pipeline.run(
                "traefik", "{\"level\":\"error\",\"error\":\"x\",\"time\":\"2026-11-28T16:40:43Z\",\"message\":\"m\"}");

        assertThat(shipped.labels()).isEqualTo(Map.of("job", "traefik", "node", "host", "level", "error"));
        assertThat(shipped.time()).contains(Instant.parse("2026-11-28T16:40:43Z"));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void whatHasManyValuesIsNoLabel(LogPipeline pipeline) {
        assertThat(pipeline.steps().getLast().kind()).isEqualTo("label_keep");
        assertThat(pipeline.steps().getLast().list("values")).containsExactlyInAnyOrderElementsOf(LogPipeline.LABELS);
        everyStep(pipeline.steps())
                .filter(step -> step.kind().endsWith("labels"))
                .forEach(step -> assertThat(LogPipeline.LABELS)
                        .containsAll(step.map("values").keySet()));
    }

    @Test
    void bothPipelinesDoTheSame() {
        List<LogPipeline> both = LogPipeline.shipped("UTC");

        assertThat(both.getFirst().steps()).isEqualTo(both.getLast().steps());
    }

    private static Stream<LogPipeline.Step> everyStep(List<LogPipeline.Step> steps) {
        return steps.stream().flatMap(step -> Stream.concat(Stream.of(step), everyStep(step.nested())));
    }

    /** Promtail's expand-env takes its part of both. */
    @Test
    void thePromtailFileHasNoBackslashAndNoDollarButItsVariables() {
        assertThat(Deployment.text(Deployment.PROMTAIL).replaceAll("\\$\\{\\w+:-[^}]*}", ""))
                .doesNotContain("\\")
                .doesNotContain("$");
    }

    @Test
    void allSourcesOfPromtailHaveTheSameStages() {
        List<Map<?, ?>> scrapes =
                PromtailFile.read(Deployment.PROMTAIL, Map.of()).scrapes();

        assertThat(scrapes)
                .hasSize(2)
                .allSatisfy(scrape -> assertThat((Object) scrape.get("pipeline_stages"))
                        .isEqualTo(scrapes.getFirst().get("pipeline_stages")));
    }

    @Test
    void containersAreKnownByTheirNamesAlone() {
        String inAlloy = AlloyFile.read(Deployment.ALLOY, Map.of()).blocks().stream()
                .filter(block -> block.name().equals("discovery.relabel"))
                .map(block -> (String) block.blocks().getFirst().attributes().get("regex"))
                .findFirst()
                .orElseThrow();
        List<?> relabel = (List<?>) PromtailFile.read(Deployment.PROMTAIL, Map.of())
                .scrapes()
                .getFirst()
                .get("relabel_configs");
        assertThat(((Map<?, ?>) relabel.getFirst()).get("regex")).isEqualTo(inAlloy);

        Pattern regex = Pattern.compile(inAlloy);
        assertThat(List.of(
                        "/outrider", "/bolabaden-outrider-1", "/bolabaden_haproxy_1", "/traefik", "/my-stack-traefik"))
                .allSatisfy(name ->
                        assertThat(regex.matcher(name).matches()).as(name).isTrue());
        assertThat(List.of("/traefik-dashboard", "/outriders", "/haproxyx", "/redis"))
                .allSatisfy(name ->
                        assertThat(regex.matcher(name).matches()).as(name).isFalse());
    }

    @Test
    void everyReferenceInTheAlloyFileLeadsToABlock() {
        List<AlloyFile.Block> blocks =
                AlloyFile.read(Deployment.ALLOY, Map.of()).blocks();
        List<String> known = blocks.stream().map(AlloyFile.Block::reference).toList();

        assertThat(known).doesNotHaveDuplicates();
        List<String> used = blocks.stream()
                .flatMap(block -> block.attributes().values().stream())
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                .filter(AlloyFile.Reference.class::isInstance)
                .map(value -> ((AlloyFile.Reference) value).path())
                .toList();
        assertThat(used)
                .hasSize(6)
                .allSatisfy(path -> assertThat(known).contains(path.substring(0, path.lastIndexOf('.'))));
    }
}
