package org.bolabaden.outrider;

/**
 * Something changed that a plan depends on. It carries no content: the planner reads the present state of everything, so
 * that ten causes at once need one plan, and a lost one is healed by the next.
 *
 * @param at {@link System#nanoTime} when it happened
 * @param time whether nothing happened but that time went by
 */
record Cause(long at, boolean time) {
    /** Something happened just now. */
    static Cause now() {
        return new Cause(System.nanoTime(), false);
    }

    /** A time that the last plan named has come. */
    static Cause ofTime() {
        return new Cause(System.nanoTime(), true);
    }
}
