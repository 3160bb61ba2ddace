package org.bolabaden.outrider.probe;

import com.google.re2j.Pattern;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.HeaderValue;
import org.bolabaden.outrider.registry.Regex;
import org.jspecify.annotations.Nullable;

/** What an HTTP answer must have, made ready once for all checks of a backend. */
final class HttpWanted {
    final Check.Http.Expectation expectation;
    final boolean head;
    final boolean follow;
    final Map<String, Predicate<String>> identity;
    final Map<String, Predicate<String>> headers;
    final Set<String> headerNames;
    final @Nullable BodyPattern text;
    final @Nullable Pattern regex;

    HttpWanted(Check.Http.Expectation expectation, Check.Http.Request request) {
        this.expectation = expectation;
        this.head = request.method().equals("HEAD");
        this.follow = request.followRedirects();
        this.identity = ready(expectation.identity());
        this.headers = ready(expectation.headers());
        Set<String> names = new HashSet<>(identity.keySet());
        names.addAll(headers.keySet());
        if (follow) {
            names.add(SeenHeaders.LOCATION);
        }
        this.headerNames = Set.copyOf(names);
        this.text = expectation.body().map(BodyPattern::new).orElse(null);
        this.regex = expectation.bodyRegex().map(Regex::pattern).orElse(null);
    }

    /** Whether the body matters. */
    boolean wantsBody() {
        return text != null || regex != null || !expectation.json().isEmpty();
    }

    /** Whether any header matters, those that tell where the body ends among them. */
    boolean wantsHeaders() {
        return wantsBody() || !headerNames.isEmpty();
    }

    /** What judges the body; only to be asked for if there is something to judge. */
    BodyJudge judge() {
        BodyPattern alone = text;
        return alone != null && regex == null && expectation.json().isEmpty()
                ? new BodyJudge.Containing(alone)
                : new BodyJudge.Whole(this);
    }

    /** The first expected header that is missing or has another value; empty: none. */
    static Optional<String> missing(Map<String, Predicate<String>> expected, SeenHeaders seen) {
        for (Map.Entry<String, Predicate<String>> header : expected.entrySet()) {
            if (seen.values(header.getKey()).stream().noneMatch(header.getValue())) {
                return Optional.of(header.getKey());
            }
        }
        return Optional.empty();
    }

    private static Map<String, Predicate<String>> ready(Map<String, HeaderValue> expected) {
        Map<String, Predicate<String>> ready = new LinkedHashMap<>();
        expected.forEach((name, value) -> ready.put(name.toLowerCase(Locale.ROOT), predicate(value)));
        return ready;
    }

    private static Predicate<String> predicate(HeaderValue value) {
        return switch (value) {
            case HeaderValue.Exactly exactly -> exactly.text()::equals;
            case HeaderValue.Matching matching -> {
                Pattern pattern = matching.regex().pattern();
                yield seen -> pattern.matcher(seen).find();
            }
        };
    }
}
