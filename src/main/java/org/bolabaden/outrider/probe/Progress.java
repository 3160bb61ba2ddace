package org.bolabaden.outrider.probe;

/** How far an answer has come. All but the first are final. */
enum Progress {
    /** Nothing is decided yet. */
    INCOMPLETE,
    /** All that was asked for is there. */
    PASSED,
    /** The answer is elsewhere. */
    REDIRECTED,
    /** The header block is complete, and its status is not an expected one. */
    WRONG_STATUS,
    /** A header by which the service tells who it is says something else. */
    WRONG_SERVICE,
    /** A header is missing or has another value than expected. */
    HEADER_MISMATCH,
    /** The body, or its first 64 KiB, lacks what was expected. */
    BODY_MISMATCH,
    /** The body is compressed, which was not asked for; it is not unpacked. */
    ENCODED,
    /** This is not HTTP, or more of it than anybody needs. */
    MALFORMED,
    /** The stream ended in the middle. */
    TRUNCATED
}
