package org.bolabaden.outrider;

/**
 * Something changed that a plan depends on. It carries no content: the planner reads the present state of everything, so
 * that ten causes at once need one plan, and a lost one is healed by the next.
 *
 * @param at {@link System#nanoTime} when it happened
 */
record Cause(long at) {}
