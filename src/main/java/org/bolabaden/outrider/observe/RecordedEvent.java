package org.bolabaden.outrider.observe;

import java.time.Instant;

/**
 * An event with its place in time.
 *
 * @param id counts up in this process, from 1
 * @param at when it was emitted
 * @param event what happened
 */
public record RecordedEvent(long id, Instant at, Event event) {}
