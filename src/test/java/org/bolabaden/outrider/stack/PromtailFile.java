package org.bolabaden.outrider.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Promtail's configuration, with the environment put in as {@code -config.expand-env=true} does. */
final class PromtailFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    private final Map<?, ?> root;

    private PromtailFile(Map<?, ?> root) {
        this.root = root;
    }

    static PromtailFile read(Path file, Map<String, String> environment) {
        String filled = VARIABLE.matcher(Deployment.text(file))
                .replaceAll(
                        found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group(2))));
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        return new PromtailFile((Map<?, ?>) new Load(settings).loadFromString(filled));
    }

    List<Map<?, ?>> scrapes() {
        return list(root.get("scrape_configs"));
    }

    /** The stages of the first source; the others have the same. */
    List<LogPipeline.Step> stages() {
        return steps(list(scrapes().getFirst().get("pipeline_stages")));
    }

    private static List<LogPipeline.Step> steps(List<Map<?, ?>> written) {
        return written.stream().map(PromtailFile::step).toList();
    }

    /** Alloy's names for what differs. */
    private static LogPipeline.Step step(Map<?, ?> written) {
        Map.Entry<?, ?> only = written.entrySet().iterator().next();
        String kind = (String) only.getKey();
        return switch (kind) {
            case "labelallow" -> new LogPipeline.Step("label_keep", Map.of("values", only.getValue()), List.of());
            case "labels", "static_labels" -> new LogPipeline.Step(kind, Map.of("values", only.getValue()), List.of());
            case "match" -> {
                Map<?, ?> match = (Map<?, ?>) only.getValue();
                yield new LogPipeline.Step(
                        kind, Map.of("selector", match.get("selector")), steps(list(match.get("stages"))));
            }
            default -> new LogPipeline.Step(kind, arguments(only.getValue()), List.of());
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> arguments(Object written) {
        return (Map<String, Object>) written;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Object written) {
        return (List<Map<?, ?>>) written;
    }
}
