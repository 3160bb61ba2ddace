package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;

/** Finds the expected text in a body, whatever its framing; stores nothing and looks at the first 64 KiB only. */
final class BodyReader {
    static final int MOST_BODY_BYTES = 64 * 1024;

    private final BodyPattern pattern;
    private final BodyFraming framing;
    private int matched;
    private int seen;

    BodyReader(BodyPattern pattern, BodyFraming framing) {
        this.pattern = pattern;
        this.framing = framing;
    }

    /** What is known before the first byte: an empty body contains the empty text and no other. */
    Progress begin() {
        return pattern.complete(matched) ? Progress.PASSED : ifEnded();
    }

    Progress feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte read = bytes.get();
            switch (framing.accept(read)) {
                case DATA -> {
                    matched = pattern.next(matched, read);
                    seen++;
                    if (pattern.complete(matched)) {
                        return Progress.PASSED;
                    }
                    if (seen == MOST_BODY_BYTES) {
                        return Progress.BODY_MISMATCH;
                    }
                }
                case FRAME -> {}
                case BROKEN -> {
                    return Progress.MALFORMED;
                }
            }
            if (framing.ended()) {
                return Progress.BODY_MISMATCH;
            }
        }
        return Progress.INCOMPLETE;
    }

    Progress endOfStream() {
        return framing.endsWithStream() ? Progress.BODY_MISMATCH : Progress.TRUNCATED;
    }

    private Progress ifEnded() {
        return framing.ended() ? Progress.BODY_MISMATCH : Progress.INCOMPLETE;
    }
}
