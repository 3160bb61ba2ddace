package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What only a check over HTTP has, as far as it is written at one level. */
record HttpPart(
        Optional<Located<String>> path,
        Optional<Located<String>> method,
        Optional<Located<String>> host,
        Optional<Located<Expectation>> expect) {
    static final HttpPart NOTHING =
            new HttpPart(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** What an answer must have. */
    record Expectation(Optional<StatusRanges> status, Optional<String> body) {
        static final Expectation NOTHING = new Expectation(Optional.empty(), Optional.empty());

        Located<Expectation> over(Located<Expectation> farther) {
            Expectation far = farther.value();
            return new Located<>(
                    new Expectation(status.or(far::status), body.or(far::body)), farther.place(), farther.path());
        }
    }

    HttpPart under(HttpPart nearer) {
        return new HttpPart(
                nearer.path.or(() -> path),
                nearer.method.or(() -> method),
                nearer.host.or(() -> host),
                nearer.expect
                        .map(near -> expect.map(far -> near.value().over(far)).orElse(near))
                        .or(() -> expect));
    }

    List<Located<?>> written() {
        return Stream.of(path, method, host, expect)
                .<Located<?>>flatMap(Optional::stream)
                .toList();
    }

    Check resolve(Check.Common common) {
        Expectation expected = expect.map(Located::value).orElse(Expectation.NOTHING);
        return new Check.Http(
                common,
                method.map(Located::value).orElse("GET"),
                path.map(Located::value).orElse("/"),
                host.map(Located::value),
                expected.status().orElse(StatusRanges.DEFAULT),
                expected.body());
    }
}
