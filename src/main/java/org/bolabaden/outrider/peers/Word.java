package org.bolabaden.outrider.peers;

/** What the store has of one peer. */
public sealed interface Word {
    /** It is alive, and says what it said before. */
    record Same() implements Word {}

    /** It is alive, and says this. */
    record News(LocalView view) implements Word {}

    /** Its key is not there, or no longer. */
    record Absent() implements Word {}
}
