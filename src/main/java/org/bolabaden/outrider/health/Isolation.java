package org.bolabaden.outrider.health;

import java.time.Instant;

/**
 * This node seems to be cut off from all others.
 *
 * @param since nobody was heard after that
 * @param reason who was asked in vain, in one line for people
 */
public record Isolation(Instant since, String reason) {}
