package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for Prometheus, checked and run by promtool, and documented. */
class AlertRulesTest {
    private static final String ALERTS = Deployment.text(Path.of("docs/ALERTS.md"));

    @Test
    void promtoolFindsNothingWrongWithTheRules() {
        Promtool.Ended ended = Promtool.run("check", "rules", Deployment.RULES.toString());

        assertThat(ended.exit()).as(ended.said()).isZero();
    }

    @Test
    void eachAlertFiresAndEndsAndIsSilentOnTheNearMiss() {
        Promtool.Ended ended = Promtool.run(
                "test",
                "rules",
                Deployment.of("prometheus/outrider.rules.test.yml").toString());

        assertThat(ended.exit()).as(ended.said()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scrape.yml", "scrape-file-sd.yml"})
    void promtoolTakesTheScrapeConfiguration(String file) {
        Promtool.Ended ended = Promtool.run(
                "check", "config", Deployment.of("prometheus").resolve(file).toString());

        assertThat(ended.exit()).as(ended.said()).isZero();
    }

    @Test
    void eachAlertHasATestInWhichItFiresAndOneInWhichItIsOver() {
        String tests = Deployment.text(Deployment.of("prometheus/outrider.rules.test.yml"));

        assertThat(alerts()).allSatisfy(alert -> {
            String firing = "ALERTS{alertname=\"" + alert.get("alert") + "\",alertstate=\"firing\"";
            assertThat(tests).contains("labels: '" + firing + ",");
            assertThat(tests.lines().filter(line -> line.contains("expr: '" + firing + "}'")))
                    .anyMatch(line -> !line.contains("exp_samples"));
        });
    }

    @Test
    void eachAlertSaysHowBadItIsWhatHappenedAndWhereToRead() {
        assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            String name = (String) alert.get("alert");
            Map<?, ?> annotations = (Map<?, ?>) alert.get("annotations");
            assertThat(((Map<?, ?>) alert.get("labels")).get("severity")).isIn("warning", "critical");
            assertThat((String) annotations.get("summary")).isNotBlank().contains("{{ $labels.");
            assertThat((String) annotations.get("description")).isNotBlank();
            assertThat(annotations.get("runbook"))
                    .isEqualTo("docs/ALERTS.md#" + name.toLowerCase(java.util.Locale.ROOT));
            assertThat((String) alert.get("for")).as(name).matches("[1-9][0-9]*m");
        });
    }

    @Test
    void eachAlertHasASectionThatSaysWhatServesMeanwhileAndEachSectionAnAlert() {
        Set<String> sections = ALERTS.lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(sections)
                .containsExactlyInAnyOrderElementsOf(alerts().stream()
                        .map(alert -> (String) alert.get("alert"))
                        .toList());
        assertThat(ALERTS.split("\n### ")).hasSize(sections.size() + 1);
        assertThat(List.of(ALERTS.split("\n### ")).subList(1, sections.size() + 1))
                .allSatisfy(section -> assertThat(section).contains("**Meanwhile:**"));
    }

    @Test
    void everyMetricThatARuleAsksForExists() {
        assertThat(MetricNames.known()).contains("outrider_backend_up", "outrider_apply_seconds_bucket");
        rules().forEach(rule -> assertThat(MetricNames.known())
                .as(rule.toString())
                .containsAll(MetricNames.in((String) rule.get("expr"))));
    }

    private static List<Map<?, ?>> alerts() {
        return rules().stream().filter(rule -> rule.containsKey("alert")).toList();
    }

    private static List<Map<?, ?>> rules() {
        List<Map<?, ?>> rules = new ArrayList<>();
        Map<?, ?> file = (Map<?, ?>) Deployment.yaml(Deployment.RULES);
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }
}
