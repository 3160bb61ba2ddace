package org.bolabaden.outrider.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The stages of a pipeline for Loki, run on a line as Alloy and Promtail run them: of each stage what the shipped files use,
 * and an error for everything else. Regular expressions are RE2's, as theirs are.
 */
public final class LogPipeline {
    /** The labels that may come out; each has few values. */
    public static final Set<String> LABELS = Set.of("job", "node", "event", "level", "code");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final java.util.regex.Pattern IF =
            java.util.regex.Pattern.compile("\\{\\{ if \\.(\\w+) }}\\{\\{ \\.(\\w+) }}(\\w*)\\{\\{ end }}");

    private final String name;
    private final List<Step> steps;

    /** A stage as it is written: its kind, its arguments, and those within a match. */
    record Step(String kind, Map<String, Object> arguments, List<Step> nested) {
        String text(String key) {
            return (String) arguments.get(key);
        }

        Optional<String> optional(String key) {
            return Optional.ofNullable((String) arguments.get(key));
        }

        @SuppressWarnings("unchecked")
        Map<String, String> map(String key) {
            return (Map<String, String>) arguments.get(key);
        }

        @SuppressWarnings("unchecked")
        List<String> list(String key) {
            return (List<String>) arguments.getOrDefault(key, List.of());
        }
    }

    /** What reaches Loki: the labels, and the time that the line told; empty: the time of its arrival. */
    public record Shipped(Map<String, String> labels, Optional<Instant> time) {}

    LogPipeline(String name, List<Step> steps) {
        this.name = name;
        this.steps = List.copyOf(steps);
    }

    /** That of Alloy and that of Promtail, on a node {@code host} whose clock is in that zone. */
    public static List<LogPipeline> shipped(String zone) {
        Map<String, String> environment = Map.of("NODE", "host", "TZ", zone);
        return List.of(
                new LogPipeline(
                        "alloy", AlloyFile.read(Deployment.ALLOY, environment).stages()),
                new LogPipeline(
                        "promtail",
                        PromtailFile.read(Deployment.PROMTAIL, environment).stages()));
    }

    List<Step> steps() {
        return steps;
    }

    /** Runs all stages. */
    public Shipped run(String job, String line) {
        Entry entry = new Entry(line);
        entry.labels.put("job", job);
        entry.labels.put("filename", "/some/where");
        entry.run(steps);
        return new Shipped(Map.copyOf(entry.labels), Optional.ofNullable(entry.time));
    }

    @Override
    public String toString() {
        return name;
    }

    /** A line on its way. */
    private static final class Entry {
        private final String line;
        private final Map<String, String> labels = new TreeMap<>();
        private final Map<String, String> extracted = new HashMap<>();
        private Instant time;

        private Entry(String line) {
            this.line = line;
        }

        private void run(List<Step> steps) {
            steps.forEach(this::apply);
        }

        private void apply(Step step) {
            switch (step.kind()) {
                case "static_labels" -> labels.putAll(step.map("values"));
                case "match" -> match(step);
                case "json" -> json(step);
                case "regex" -> regex(step);
                case "template" -> template(step);
                case "timestamp" -> timestamp(step);
                case "labels" -> labels(step);
                case "label_keep" -> labels.keySet().retainAll(step.list("values"));
                default -> throw new AssertionError("a stage that is not understood here: " + step);
            }
        }

        private void match(Step step) {
            var selector =
                    java.util.regex.Pattern.compile("\\{(\\w+)=\"([^\"]*)\"}").matcher(step.text("selector"));
            if (!selector.matches()) {
                throw new AssertionError("a selector that is not understood here: " + step);
            }
            if (selector.group(2).equals(labels.get(selector.group(1)))) {
                run(step.nested());
            }
        }

        private void json(Step step) {
            try {
                JsonNode read = JSON.readTree(line);
                step.map("expressions").forEach((name, key) -> {
                    if (read.hasNonNull(key)) {
                        extracted.put(name, read.get(key).asText());
                    }
                });
            } catch (JsonProcessingException noJson) {
                // They pass such a line on as it is.
            }
        }

        private void regex(Step step) {
            String subject = step.optional("source")
                    .map(extracted::get)
                    .orElse(step.optional("source").isPresent() ? null : line);
            Pattern pattern = Pattern.compile(step.text("expression"));
            if (subject == null) {
                return;
            }
            Matcher matcher = pattern.matcher(subject);
            if (matcher.find()) {
                pattern.namedGroups().keySet().forEach(group -> extracted.put(group, matcher.group(group)));
            }
        }

        private void template(Step step) {
            String source = step.text("source");
            String template = step.text("template");
            var condition = IF.matcher(template);
            if (template.equals("{{ ToLower .Value }}")) {
                extracted.computeIfPresent(source, (key, value) -> value.toLowerCase(Locale.ROOT));
            } else if (condition.matches() && condition.group(1).equals(condition.group(2))) {
                String value = extracted.get(condition.group(1));
                if (value == null || value.isEmpty()) {
                    extracted.remove(source);
                } else {
                    extracted.put(source, value + condition.group(3));
                }
            } else {
                throw new AssertionError("a template that is not understood here: " + template);
            }
        }

        private void timestamp(Step step) {
            if (!step.text("action_on_failure").equals("skip")) {
                throw new AssertionError("a line without a time would get that of the line before: " + step);
            }
            String written = extracted.get(step.text("source"));
            if (written == null) {
                return;
            }
            List<String> formats = new ArrayList<>(List.of(step.text("format")));
            formats.addAll(step.list("fallback_formats"));
            ZoneId zone = ZoneId.of(step.optional("location").orElse("UTC"));
            for (String format : formats) {
                try {
                    time = parse(written, format, zone);
                    return;
                } catch (DateTimeParseException other) {
                    // The next format may fit; none: the line keeps the time of its arrival.
                }
            }
        }

        /** By Go's layouts. */
        private static Instant parse(String written, String layout, ZoneId zone) {
            return switch (layout) {
                case "RFC3339Nano" -> OffsetDateTime.parse(written).toInstant();
                case "02/Jan/2006:15:04:05.000" ->
                    LocalDateTime.parse(written, format("dd/MMM/uuuu:HH:mm:ss.SSS"))
                            .atZone(zone)
                            .toInstant();
                case "02/Jan/2006:15:04:05 -0700" ->
                    OffsetDateTime.parse(written, format("dd/MMM/uuuu:HH:mm:ss xx"))
                            .toInstant();
                default -> throw new AssertionError("a layout that is not understood here: " + layout);
            };
        }

        private static DateTimeFormatter format(String pattern) {
            return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        }

        private void labels(Step step) {
            step.map("values").forEach((label, key) -> {
                String value = extracted.get(key.isEmpty() ? label : key);
                if (value != null) {
                    labels.put(label, value);
                }
            });
        }
    }
}
