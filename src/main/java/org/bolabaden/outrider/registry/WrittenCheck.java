package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * A {@code check:} as far as it is written at one level. What is empty is inherited, field by field, from the next
 * level: service, section defaults, defaults, this node's {@code health_checks}.
 *
 * @param type the kind of check
 * @param interval from start to start
 * @param timeout for the whole check
 * @param http what only a check over HTTP has
 */
record WrittenCheck(Optional<Type> type, Optional<Duration> interval, Optional<Duration> timeout, HttpPart http) {
    static final WrittenCheck NOTHING =
            new WrittenCheck(Optional.empty(), Optional.empty(), Optional.empty(), HttpPart.NOTHING);

    /** The kinds of check, by their word in the file. */
    enum Type {
        HTTP("http"),
        TCP("tcp");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Type of(Section section) {
            return switch (section) {
                case HTTP -> HTTP;
                case TCP -> TCP;
            };
        }
    }

    /** The fields that only a check over HTTP has. */
    record HttpPart(
            Optional<Located<String>> path,
            Optional<Located<String>> method,
            Optional<Located<String>> host,
            Optional<Located<Expectation>> expect) {
        static final HttpPart NOTHING =
                new HttpPart(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        HttpPart under(HttpPart nearer) {
            return new HttpPart(
                    nearer.path.or(() -> path),
                    nearer.method.or(() -> method),
                    nearer.host.or(() -> host),
                    nearer.expect
                            .map(near ->
                                    expect.map(far -> near.value().over(far)).orElse(near))
                            .or(() -> expect));
        }
    }

    /** What an answer must have. */
    record Expectation(Optional<StatusRanges> status, Optional<String> body) {
        Located<Expectation> over(Located<Expectation> farther) {
            Expectation far = farther.value();
            return new Located<>(
                    new Expectation(status.or(far::status), body.or(far::body)), farther.place(), farther.path());
        }
    }

    /** This level with a nearer one laid over it; a change of type drops what was meant for the other type. */
    WrittenCheck under(WrittenCheck nearer) {
        boolean changes = type.isPresent() && nearer.type.isPresent() && !type.equals(nearer.type);
        HttpPart kept = changes ? HttpPart.NOTHING : http;
        return new WrittenCheck(
                nearer.type.or(() -> type),
                nearer.interval.or(() -> interval),
                nearer.timeout.or(() -> timeout),
                kept.under(nearer.http));
    }

    /** The check that runs, with the last defaults filled in. */
    Check resolve(Section section, Check.Schedule standard) {
        Check.Schedule schedule =
                new Check.Schedule(interval.orElse(standard.interval()), timeout.orElse(standard.timeout()));
        return switch (type.orElse(Type.of(section))) {
            case TCP -> new Check.Tcp(schedule);
            case HTTP -> {
                Optional<Expectation> expected = http.expect().map(Located::value);
                yield new Check.Http(
                        schedule,
                        http.method().map(Located::value).orElse("GET"),
                        http.path().map(Located::value).orElse("/"),
                        http.host().map(Located::value),
                        expected.flatMap(Expectation::status).orElse(StatusRanges.DEFAULT),
                        expected.flatMap(Expectation::body));
            }
        };
    }
}
