package org.bolabaden.outrider.probe;

/** How far an answer has come. All but the first are final. */
enum Progress {
    /** Nothing is decided yet. */
    INCOMPLETE,
    /** All that was asked for is there. */
    PASSED,
    /** The header block is complete, and its status is not an expected one. */
    WRONG_STATUS,
    /** The body, or its first 64 KiB, lacks the expected text. */
    BODY_MISMATCH,
    /** This is not HTTP, or more of it than anybody needs. */
    MALFORMED,
    /** The stream ended in the middle. */
    TRUNCATED
}
