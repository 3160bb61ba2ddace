package org.bolabaden.outrider.registry;

import java.util.Map;
import java.util.Optional;

/** What an answer over HTTP must have, as far as it is written at one level. */
record HttpExpectation(
        Optional<StatusRanges> status,
        Optional<String> body,
        Optional<Regex> bodyRegex,
        Optional<Map<String, HeaderValue>> headers,
        Optional<Map<String, String>> json,
        Optional<Map<String, HeaderValue>> identity) {
    static final HttpExpectation NOTHING = new HttpExpectation(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** This one's fields, and where they are empty a farther level's. */
    HttpExpectation over(HttpExpectation far) {
        return new HttpExpectation(
                status.or(far::status),
                body.or(far::body),
                bodyRegex.or(far::bodyRegex),
                headers.or(far::headers),
                json.or(far::json),
                identity.or(far::identity));
    }

    /** With the last defaults filled in. */
    Check.Http.Expectation resolve() {
        return new Check.Http.Expectation(
                status.orElse(StatusRanges.DEFAULT),
                body,
                bodyRegex,
                headers.orElse(Map.of()),
                json.orElse(Map.of()),
                identity.orElse(Map.of()));
    }
}
