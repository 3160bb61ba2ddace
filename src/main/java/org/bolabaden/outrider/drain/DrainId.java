package org.bolabaden.outrider.drain;

import java.time.Instant;
import org.bolabaden.outrider.registry.NodeName;

/**
 * Which drain: a later one of the same target is another.
 *
 * @param target what is drained
 * @param by the node on which it was made
 * @param since when it began, by that node's clock
 */
public record DrainId(Target target, NodeName by, Instant since) {}
