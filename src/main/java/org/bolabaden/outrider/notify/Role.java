package org.bolabaden.outrider.notify;

/** What an event is to the problem that it is about. */
enum Role {
    /** The problem begins, or goes on. */
    OPENS,
    /** It is over; of itself no news. */
    CLOSES,
    /** It is over, and what is now is news to whoever hears events of this level. */
    CLOSES_WITH_NEWS,
    /** Something that has no end: told once, by itself. */
    NEWS
}
