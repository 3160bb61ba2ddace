package org.bolabaden.outrider.registry;

/**
 * A generation that an operator rolled back to.
 *
 * @param lastGood what is served instead of the files
 * @param overrides the version of the files that it is served instead of: files of another version end it
 */
public record Pinned(LastGood lastGood, String overrides) {}
