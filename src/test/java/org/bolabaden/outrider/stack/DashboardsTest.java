package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards: every query is one that Prometheus takes, of metrics and labels that exist. */
class DashboardsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]+)}?");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__interval", "__range");

    static Stream<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(Deployment.of("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
        }
    }

    @Test
    void thereIsOneForTheFleetANodeAServiceAndFailovers() throws IOException {
        assertThat(dashboards().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "outrider-fleet.json",
                        "outrider-node.json",
                        "outrider-service.json",
                        "outrider-failovers.json");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void prometheusTakesEveryQuery(Path file, @TempDir Path directory) throws IOException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String query : queries(read(file), "prometheus")) {
            String filled = query.replace("$__rate_interval", "5m")
                    .replace("$__interval", "1m")
                    .replace("$__range", "1h")
                    .replaceAll(VARIABLE.pattern(), ".*");
            rules.append("      - {record: 'query:")
                    .append(number++)
                    .append("', expr: '")
                    .append(filled.replace("'", "''"))
                    .append("'}\n");
        }
        Path generated = Files.writeString(directory.resolve("rules.yml"), rules.toString());

        Promtool.Ended ended = Promtool.run("check", "rules", generated.toString());

        assertThat(number).isGreaterThan(5);
        assertThat(ended.exit()).as(ended.said() + rules).isZero();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyMetricExists(Path file) throws IOException {
        String recorded = Deployment.text(Deployment.RULES);

        assertThat(queries(read(file), "prometheus")).allSatisfy(query -> {
            assertThat(MetricNames.known()).as(query).containsAll(MetricNames.in(query));
            Pattern.compile("[a-z_]+:outrider_[a-z0-9_]+:[a-z0-9_]+")
                    .matcher(query)
                    .results()
                    .forEach(name -> assertThat(recorded).contains("record: " + name.group() + "\n"));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsDefined(Path file) throws IOException {
        JsonNode board = read(file);
        Set<String> defined = new TreeSet<>(BUILT_IN);
        board.path("templating")
                .path("list")
                .forEach(one -> defined.add(one.path("name").asText()));

        assertThat(defined).contains("datasource", "loki", "node");
        List<String> all = new ArrayList<>(queries(board, "prometheus"));
        all.addAll(queries(board, "loki"));
        board.findValuesAsText("uid").stream()
                .filter(uid -> uid.startsWith("$"))
                .forEach(all::add);
        all.forEach(query -> VARIABLE.matcher(query)
                .results()
                .forEach(used -> assertThat(defined).as(query).contains(used.group(1))));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelHasAnIdOfItsOwnATitleAUnitAndAPlace(Path file) throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : read(file).path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).as(panel.toString()).isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(panel.path("title").asText())
                    .isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
            JsonNode at = panel.path("gridPos");
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    int column = at.path("x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(cells.add(column + "," + (at.path("y").asInt() + y)))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    /** Streams are chosen by the labels that the pipelines make, and by events that exist. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void queriesOfLogsUseTheLabelsThatThereAre(Path file) throws IOException {
        Set<String> events = Deployment.text(Path.of("docs/OBSERVABILITY.md"))
                .lines()
                .filter(line -> line.startsWith("| `") && !line.startsWith("| `outrider_"))
                .flatMap(line -> Pattern.compile("`([a-z_]+)`")
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .map(found -> found.group(1)))
                .collect(Collectors.toSet());

        List<String> queries = queries(read(file), "loki");

        assertThat(queries).isNotEmpty().allSatisfy(query -> {
            String selector =
                    SELECTOR.matcher(query).results().findFirst().orElseThrow().group(1);
            for (String matcher : selector.split(", ")) {
                String label = matcher.split("[=~!]")[0];
                assertThat(label).as(query).isIn(LogPipeline.LABELS);
                if (label.equals("event")) {
                    for (String event : matcher.replaceAll("^[^\"]*\"|\"$", "").split("\\|")) {
                        assertThat(events).as(query).anyMatch(known -> known.matches(event));
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void itSaysWhichItIs(Path file) throws IOException {
        JsonNode board = read(file);

        assertThat(board.path("uid").asText() + ".json")
                .isEqualTo(file.getFileName().toString());
        assertThat(board.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(board.path("tags").toString()).contains("outrider");
        assertThat(board.path("annotations").path("list")).isNotEmpty();
        assertThat(board.has("id"))
                .as("an id is given by the Grafana that imports it")
                .isFalse();
    }

    @Test
    void theExampleOfProvisioningNamesWhatTheDashboardsAsk() {
        Map<?, ?> sources =
                (Map<?, ?>) Deployment.yaml(Deployment.of("grafana/provisioning/datasources/outrider.yaml"));
        Map<?, ?> boards = (Map<?, ?>) Deployment.yaml(Deployment.of("grafana/provisioning/dashboards/outrider.yaml"));

        assertThat(sources.get("apiVersion")).isEqualTo(1);
        assertThat(((List<?>) sources.get("datasources")).stream().map(source ->
                        (String) ((Map<?, ?>) source).get("type")))
                .containsExactlyInAnyOrder("prometheus", "loki");
        assertThat(boards.get("apiVersion")).isEqualTo(1);
        assertThat((List<?>) boards.get("providers")).hasSize(1);
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file));
    }

    /** What the dashboard asks a kind of data source: in panels, variables and annotations. */
    private static List<String> queries(JsonNode board, String kind) {
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                if (target.path("datasource").path("type").asText().equals(kind)) {
                    queries.add(target.path("expr").asText());
                }
            }
        }
        for (JsonNode annotation : board.path("annotations").path("list")) {
            if (annotation.path("datasource").path("type").asText().equals(kind)) {
                queries.add(annotation.path("expr").asText());
            }
        }
        for (JsonNode variable : board.path("templating").path("list")) {
            if (variable.path("datasource").path("type").asText().equals(kind)) {
                String asked = variable.path("query").path("query").asText();
                assertThat(asked).startsWith("label_values(");
                queries.add(asked.substring("label_values(".length(), asked.lastIndexOf(',')));
            }
        }
        return queries;
    }
}
