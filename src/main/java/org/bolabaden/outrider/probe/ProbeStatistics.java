package org.bolabaden.outrider.probe;

import java.time.Duration;

/**
 * How the engine is doing; a snapshot, its numbers taken one after the other.
 *
 * @param backends how many are on the schedule
 * @param inFlight how many checks have a connection open now
 * @param waiting how many are due and wait for one of {@code max_concurrent} to end
 * @param started how many have started since the engine did
 * @param postponed how often a check could not be made for want of a descriptor or a process, and was put off
 * @param lastLateness how late the last one started
 * @param maxLateness how late the latest one started
 * @param sinceLastTurn how long ago the loop came round; it does so each second even with nothing to do, so much more
 *     means that it hangs
 */
public record ProbeStatistics(
        int backends,
        int inFlight,
        int waiting,
        long started,
        long postponed,
        Duration lastLateness,
        Duration maxLateness,
        Duration sinceLastTurn) {}
