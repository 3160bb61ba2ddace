package org.bolabaden.outrider.registry;

import java.util.Optional;

/** What an answer over HTTP must have, as far as it is written at one level. */
record HttpExpectation(Optional<StatusRanges> status, Optional<String> body) {
    static final HttpExpectation NOTHING = new HttpExpectation(Optional.empty(), Optional.empty());

    /** This one's fields, and where they are empty a farther level's. */
    HttpExpectation over(HttpExpectation far) {
        return new HttpExpectation(status.or(far::status), body.or(far::body));
    }
}
