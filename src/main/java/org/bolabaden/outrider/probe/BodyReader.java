package org.bolabaden.outrider.probe;

import java.nio.ByteBuffer;

/** Has a body judged, whatever its framing; looks at the first 64 KiB only. */
final class BodyReader {
    static final int MOST_BODY_BYTES = 64 * 1024;

    private final BodyJudge judge;
    private final BodyFraming framing;
    private int seen;

    BodyReader(BodyJudge judge, BodyFraming framing) {
        this.judge = judge;
        this.framing = framing;
    }

    /** What is known before the first byte. */
    Progress begin() {
        if (judge.content()) {
            return Progress.PASSED;
        }
        return framing.ended() ? judgement() : Progress.INCOMPLETE;
    }

    Progress feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte read = bytes.get();
            switch (framing.accept(read)) {
                case DATA -> {
                    seen++;
                    if (judge.accept(read)) {
                        return Progress.PASSED;
                    }
                    if (seen == MOST_BODY_BYTES) {
                        return judgement();
                    }
                }
                case FRAME -> {}
                case BROKEN -> {
                    return Progress.MALFORMED;
                }
            }
            if (framing.ended()) {
                return judgement();
            }
        }
        return Progress.INCOMPLETE;
    }

    Progress endOfStream() {
        return framing.endsWithStream() ? judgement() : Progress.TRUNCATED;
    }

    private Progress judgement() {
        return judge.atEnd() ? Progress.PASSED : Progress.BODY_MISMATCH;
    }
}
