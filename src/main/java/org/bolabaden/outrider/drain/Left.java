package org.bolabaden.outrider.drain;

import java.util.Optional;

/**
 * What is left of a drain on one node.
 *
 * @param sessions how many its HAProxy still has open there; empty: it does not tell
 * @param serving whether new ones still go there: nobody else can serve, or HAProxy was not told yet
 */
public record Left(Optional<Long> sessions, boolean serving) {}
