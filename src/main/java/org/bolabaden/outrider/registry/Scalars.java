package org.bolabaden.outrider.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bolabaden.outrider.registry.Yaml.Scalar;

/** The kinds of single values that several files have. */
final class Scalars {
    static final String HOST_SCHEMA_PATTERN = "^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$|^[0-9A-Fa-f:.]+$";

    static final ScalarForm<Integer> PORT = wholeNumber("a port", 1, 65_535);
    static final ScalarForm<String> HOST = ScalarForm.text(
            "a host",
            "a DNS name or an IP address",
            onlyIf(HostName::isValid),
            s -> s.put("pattern", HOST_SCHEMA_PATTERN).put("maxLength", 253));
    static final ScalarForm<Endpoint> ENDPOINT = ScalarForm.text(
            "an address",
            "host:port such as 10.8.0.1:9180 or [fd00::1]:9180",
            Scalars::endpoint,
            s -> s.put("pattern", "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}$"));

    /** A share that is at least something. */
    static final ScalarForm<Percent> PERCENT = ScalarForm.text(
                    "a percentage",
                    "a whole percentage from 1% to 100%",
                    Percent::parse,
                    s -> s.put("pattern", "^([1-9][0-9]?|100)%$"))
            .onlyIf(share -> share.points() > 0);

    private static final Pattern ENDPOINT_TEXT = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

    private Scalars() {}

    static ScalarForm<Integer> wholeNumber(String noun, int least, int most) {
        return new ScalarForm<>(
                noun,
                least == most ? String.valueOf(least) : "a whole number from " + least + " to " + most,
                Set.of(Scalar.Type.WHOLE_NUMBER),
                text -> Optional.of(Integer.parseInt(text)).filter(n -> n >= least && n <= most),
                s -> s.put("type", "integer").put("minimum", least).put("maximum", most),
                ScalarForm.Repeated.ALL);
    }

    /** {@code true} or {@code false}. */
    static ScalarForm<Boolean> truth(String noun) {
        return new ScalarForm<>(
                noun,
                "true or false",
                Set.of(Scalar.Type.TRUTH),
                text -> Optional.of(text)
                        .filter(t -> t.equals("true") || t.equals("false"))
                        .map(Boolean::valueOf),
                s -> s.put("type", "boolean"),
                ScalarForm.Repeated.ALL);
    }

    /** Text that is one of the words, in this spelling. */
    static <T> ScalarForm<T> word(String noun, List<T> values, Function<T, String> spelling) {
        List<String> words = values.stream().map(spelling).toList();
        return ScalarForm.text(
                noun,
                words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words),
                text -> values.stream()
                        .filter(v -> spelling.apply(v).equals(text))
                        .findFirst(),
                s -> {
                    ArrayNode listed = s.putArray("enum");
                    words.forEach(listed::add);
                });
    }

    static ScalarForm<Duration> duration(Duration least, Duration most) {
        return ScalarForm.text(
                "a duration in range",
                "a duration from " + DurationText.of(least) + " to " + DurationText.of(most)
                        + ", such as 500ms, 2s or 1m30s",
                text -> DurationText.parse(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0),
                s -> s.put("pattern", DurationText.SCHEMA_PATTERN));
    }

    /** Text that matches as a whole; the expression must mean the same in Java and in JSON Schema. */
    static ScalarForm<String> matching(String noun, String expected, String expression) {
        Pattern pattern = Pattern.compile(expression);
        return ScalarForm.text(
                noun,
                expected,
                onlyIf(text -> pattern.matcher(text).matches()),
                s -> s.put("pattern", "^(?:" + expression + ")$"));
    }

    private static Function<String, Optional<String>> onlyIf(java.util.function.Predicate<String> valid) {
        return text -> Optional.of(text).filter(valid);
    }

    private static Optional<Endpoint> endpoint(String text) {
        var matcher = ENDPOINT_TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean bracketed = matcher.group(1) != null;
        String host = bracketed ? matcher.group(1) : matcher.group(2);
        return bracketed && !HostName.isIpv6(host)
                ? Optional.empty()
                : Optional.of(new Endpoint(host, Integer.parseInt(matcher.group(3))));
    }

    /** A switch. YAML 1.2 takes on and off for text, and people who write true mean the same. */
    static <T> ScalarForm<T> onOrOff(T on, T off) {
        return new ScalarForm<>(
                "a switch",
                "on or off",
                Set.of(Scalar.Type.TEXT, Scalar.Type.TRUTH),
                text -> switch (text) {
                    case "on", "true" -> Optional.of(on);
                    case "off", "false" -> Optional.of(off);
                    default -> Optional.empty();
                },
                schema -> schema.putArray("enum").add("on").add("off").add(true).add(false),
                ScalarForm.Repeated.ALL);
    }
}
